#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"

namespace audit {

inline constexpr size_t kChangeBytesMax = 4096;  // of each side; JSON that is longer is left out

// What an act has changed: small JSON documents of what it was before and is now, without personal
// data. Empty: there is none such.
struct Change {
    std::string before;
    std::string after;
};

// A row of `audit`, its detail masked (masking.h), in the session's transaction, so that it stands
// or falls with what it speaks of.
base::Status record(db::Session& session, int64_t now_us, const Person& who,
                    std::string_view action, std::string_view detail, const Change& change = {});

}  // namespace audit
