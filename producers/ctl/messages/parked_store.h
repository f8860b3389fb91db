#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"

namespace ctl {

// A row of `parked` with what `redrives` knows of it.
struct ParkedRow {
    std::string digest;  // 32 hexadecimal digits
    int32_t partition = 0;
    std::string source;  // empty where it could not be read
    int64_t day = 0;     // 0 where it could not be read
    int64_t seq = 0;
    std::string account;  // as the body names it; empty where it could not be read
    std::string reason;   // why it was refused the last time
    int64_t seen = 0;
    int64_t parked_us = 0;
    int64_t attempt = 0;              // redrives that have ended here again
    int64_t body_bytes = 0;           // of the whole body
    int64_t kept_bytes = 0;           // of it in the table: fewer where it is cut (books/parked.h)
    std::string body;                 // as kept; only where it was asked for
    std::optional<std::string> sent;  // what a redrive has sent whose fate is not known yet

    [[nodiscard]] bool cut() const { return kept_bytes < body_bytes; }
};

// Which rows; what is empty or not set does not matter.
struct ParkedFilter {
    std::string digest;  // its first hexadecimal digits
    std::string reason;  // a part of it
    std::string source;
    std::string account;
    std::optional<int64_t> day;
    std::optional<int64_t> partition;
    std::optional<int64_t> since_us;

    [[nodiscard]] bool empty() const;
};
// The condition behind WHERE, for `parked p LEFT JOIN redrives r`. Pure.
std::string parked_where(const ParkedFilter& filter);

enum class Bodies { Left, Read };
// Newest first for people; in the order of arrival for a redrive, where a bust follows its trade.
enum class ParkedOrder { NewestFirst, OldestFirst };
base::Result<std::vector<ParkedRow>> read_parked(db::Session& session, const ParkedFilter& filter,
                                                 int64_t limit, ParkedOrder order, Bodies bodies);
base::Result<int64_t> count_parked(db::Session& session, const ParkedFilter& filter);

struct ReasonGroup {
    std::string reason;
    std::string source;
    int64_t count = 0;
    int64_t oldest_us = 0;
    int64_t newest_us = 0;
};
// The largest groups first.
base::Result<std::vector<ReasonGroup>> group_parked(db::Session& session,
                                                    const ParkedFilter& filter, int64_t limit);

// Moves the row to `parked_settled` with who and why; part of the session's transaction.
base::Status move_settled(db::Session& session, const std::string& digest, std::string_view outcome,
                          std::string_view who, std::string_view why, int64_t now_us);

}  // namespace ctl
