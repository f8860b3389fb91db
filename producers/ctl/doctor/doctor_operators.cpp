#include "common/operators/operator_store.h"
#include "producers/ctl/doctor/doctor_checks.h"
#include "producers/ctl/doctor/examine.h"

namespace ctl {

Finding check_operators(const std::vector<operators::Operator>& all) {
    const std::string check = "operators.reachable";
    size_t active = 0;
    size_t reachable = 0;
    std::string without;
    for (const operators::Operator& one : all) {
        if (one.revoked_us != 0) continue;
        ++active;
        if (operators::has_address(one)) {
            ++reachable;
        } else {
            without += (without.empty() ? "" : ", ") + one.name;
        }
    }
    if (active == 0) return good(check, "no operators: nobody can break a glass");
    const std::string found =
        std::to_string(reachable) + " of " + std::to_string(active) + " have an address";
    if (reachable >= 2) return good(check, found);
    return warn(check, found + (without.empty() ? "" : ", without: " + without),
                "one who breaks a glass must not be the only one who is told of it: give another "
                "an address (operator revoke, operator add --email or --mobile)");
}

Finding look_at_operators(db::Session& session) {
    const auto all = operators::list_operators(session);
    if (all.ok()) return check_operators(all.value());
    return bad("operators.reachable", "not told: " + all.error().what,
               "run backstopctl migrate, or correct the grants");
}

}  // namespace ctl
