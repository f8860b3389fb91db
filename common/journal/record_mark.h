#pragma once

#include <cstdint>

#include "common/journal/record.h"

namespace journal {

// By which a record is known again at its offset: of all that was published, not of the offset.
uint64_t mark_of(const Record& record);

}  // namespace journal
