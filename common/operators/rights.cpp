#include "common/operators/rights.h"

#include "common/events/characters.h"

namespace operators {

std::string problem_of_name(std::string_view name) {
    constexpr size_t kNameMax = 40;
    const bool fits = !name.empty() && name.size() <= kNameMax && name.find(':') == name.npos &&
                      events::all_of_class(name, events::kCommandIdChar);
    return fits ? "" : "name: must be 1 to 40 of A-Z a-z 0-9 . _ -";
}

Adding adding(int64_t ever, int64_t active) {
    if (ever == 0 || (ever == 1 && active == 0)) return Adding::Free;
    return ever == 1 ? Adding::WithToken : Adding::TwoPersons;
}

}  // namespace operators
