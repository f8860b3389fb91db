#pragma once

#include <cstdint>

#include "common/config/section.h"

namespace operators {

// The section [operators], the same in every program that acts for a person.
struct Settings {
    bool two_persons = true;     // off: what wants two is done by one
    int64_t evidence_years = 8;  // `audit`, `approvals` and `broken_glass` are kept so long
};
Settings settings_of(config::Section& section);

}  // namespace operators
