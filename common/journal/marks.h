#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/journal/record.h"

namespace journal {

// Where "now" is in the record. Who must read all that was confirmed up to this moment publishes a
// mark, by the default exchange, into the queue `record`. When the archive meets it, everything in
// front of it is durable, and the archive notes token and number of the last record in the file
// `marks` of its folder.
struct Mark {
    std::string token;    // at most 64 letters, digits and hyphens
    int64_t through = 0;  // all that was confirmed before the mark has at most this number
    friend bool operator==(const Mark&, const Mark&) = default;
};

inline constexpr std::string_view kMarksFile = "marks";
inline constexpr size_t kMarksMax = 256;  // the oldest go

std::string mark_body(std::string_view token);
// The token of a mark; nullopt: the message is something else.
std::optional<std::string> token_of_mark(const Record& record);

// A token that nobody else uses.
std::string new_token();

// Writes the file anew, in one piece. Retryable where that fails.
base::Status write_marks(const std::string& folder, const std::deque<Mark>& marks);
// Those that the file names; none where there is no file.
std::deque<Mark> read_marks(const std::string& folder);
std::optional<int64_t> find_mark(const std::string& folder, std::string_view token);

}  // namespace journal
