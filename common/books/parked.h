#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/config/section.h"
#include "common/db/session.h"
#include "common/events/codec.h"

namespace books {

// How many bytes of bodies the table `parked` keeps whole. Beyond it a row has the beginning of its
// body, its size and its digest: a source that sends nonsense must not fill the database's disk.
// The record has all of it.
struct ParkedLimits {
    int64_t source_bytes_max = 16 << 20;  // of one source; what cannot be read is of the source ""
    int64_t bytes_max = 256 << 20;        // of all: whoever sends nonsense may invent sources
};
// Keys `parked_source_bytes_max` and `parked_bytes_max`.
ParkedLimits parked_limits(config::Section& section);

// So much of every body is kept. What is no longer than this is not counted either: its row is as
// large as it.
inline constexpr size_t kParkedBeginning = 1024;  // bytes
// In the table `parked_bytes`: all sources together. No source has that name.
inline constexpr std::string_view kAllSources = "*";

// What is kept whole of bodies longer than kParkedBeginning, by source and of all. Pure.
class ParkedBytes {
  public:
    explicit ParkedBytes(ParkedLimits limits) : limits_{limits} {}

    void set(std::string source, int64_t bytes) { bytes_[std::move(source)] = bytes; }
    [[nodiscard]] bool has_room(const std::string& source, size_t size) const;
    void add(const std::string& source, size_t size);
    [[nodiscard]] const std::map<std::string, int64_t>& bytes() const { return bytes_; }

  private:
    [[nodiscard]] int64_t of(const std::string& source) const;

    const ParkedLimits limits_;
    std::map<std::string, int64_t> bytes_;
};

// Writes refused events into `parked`, in the session's transaction, and counts in `parked_bytes`
// what it keeps whole. An event that stands there already is only counted as seen. Returns how many
// were cut.
base::Result<size_t> park(db::Session& session, const std::vector<const events::Refusal*>& refused,
                          int32_t partition, const ParkedLimits& limits, int64_t now_us);

}  // namespace books
