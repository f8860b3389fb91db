#include <algorithm>

#include "producers/ctl/doctor/doctor_checks.h"

namespace ctl {
namespace {

// "GRANT SELECT, SUPER ON *.* TO …" -> "SELECT, SUPER". The rest of the line may hold a password's
// hash and is not looked at for what is shown.
std::string privileges_of(const std::string& grant) {
    constexpr std::string_view kGrant = "GRANT ";
    const size_t end = grant.find(" ON ");
    if (!grant.starts_with(kGrant) || end == grant.npos) return {};
    return grant.substr(kGrant.size(), end - kGrant.size());
}

bool is_for_all(const std::string& grant) { return grant.find(" ON *.* ") != grant.npos; }

}  // namespace

Finding check_grants(const std::vector<std::string>& grants) {
    const std::string check = "database.privileges";
    const std::string remedy =
        "GRANT ALL on our schemas alone, without GRANT OPTION: who gets hold of the password must "
        "not get the server";
    for (const std::string& grant : grants) {
        const std::string privileges = privileges_of(grant);
        if (is_for_all(grant) && !privileges.empty() && privileges != "USAGE") {
            return warn(check, "our account has " + privileges + " on the whole server", remedy);
        }
        if (grant.ends_with("WITH GRANT OPTION") || grant.find(" GRANT OPTION ") != grant.npos) {
            return warn(check, "our account may hand on its privileges (GRANT OPTION)", remedy);
        }
    }
    return good(check, "on our schemas alone");
}

Finding check_triggers(const std::set<std::string>& present) {
    const std::string check = "database.triggers";
    for (const char* const name :
         {"instruments_deleted", "instruments_changed", "instruments_inserted"}) {
        if (present.contains(name)) continue;
        return bad(check,
                   std::string{"the table instruments has no trigger "} + name +
                       ": what a number stood for before is lost with the next load",
                   "create it as schemas/sql/*_as_it_was.sql does; restore dumps with their "
                   "triggers");
    }
    return good(check, "instruments keeps what is taken away");
}

}  // namespace ctl
