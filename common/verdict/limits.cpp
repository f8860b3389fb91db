#include "common/verdict/limits.h"

#include "common/base/clock.h"

namespace verdict {

Limits limits_of(config::Section& section) {
    Limits limits;
    limits.differing_permille_max =
        section.integer("differing_permille_max", limits.differing_permille_max, 0, 1000);
    limits.compared_us_max =
        section.integer("compared_s_max", limits.compared_us_max / base::kSecondUs, 1, 86'400) *
        base::kSecondUs;
    limits.silent_us_max =
        section.integer("silent_s_max", limits.silent_us_max / base::kSecondUs, 1, 86'400) *
        base::kSecondUs;
    limits.market_from_s = section.clock("market_from", limits.market_from_s);
    limits.market_to_s = section.clock("market_to", limits.market_to_s);
    return limits;
}

}  // namespace verdict
