#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"
#include "common/db/session.h"

namespace db {

// The database's clock in an SQL expression: microseconds since the Unix epoch, at the begin of the
// statement. Where several programs must agree whether a time is over, this is the clock.
inline constexpr std::string_view kNowUs = "(UNIX_TIMESTAMP()*1000000+MICROSECOND(NOW(6)))";

// Its clock now. Blocks.
base::Result<int64_t> read_now_us(Session& session);

}  // namespace db
