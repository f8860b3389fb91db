#include "common/site/next_step.h"

namespace site {

std::string_view next_step(State state) {
    switch (state) {
        case State::Standby:
            return "when this site is to trade: backstopctl site activate";
        case State::Activating:
            return "its activation was cut off: give backstopctl site activate again";
        case State::Active:
            return "when the main site trades again: backstopctl site return";
        case State::Returning:
            return "when what has begun is over and the books are compared: backstopctl site "
                   "standby; it is activated from STANDBY alone";
        case State::Paused:
            break;
    }
    return "when the maintenance is over: backstopctl site resume; it is activated from STANDBY "
           "alone";
}

}  // namespace site
