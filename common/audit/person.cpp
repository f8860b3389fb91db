#include "common/audit/person.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>

namespace audit {

using base::Errc;
using base::Error;
using base::Status;
using base::Unit;

namespace {

constexpr std::string_view kChosen = " in a user namespace";

// All but the first user namespace have a map of their own, and whoever makes one chooses in it.
bool in_user_namespace() {
    std::ifstream file{"/proc/self/uid_map"};
    int64_t inside = -1;
    int64_t outside = -1;
    int64_t count = -1;
    file >> inside >> outside >> count;
    return inside != 0 || outside != 0 || count != int64_t{UINT32_MAX};
}

std::string os_user() {
    const passwd* const user = getpwuid(getuid());
    std::string name = user == nullptr ? std::to_string(getuid()) : user->pw_name;
    if (in_user_namespace()) name.append(kChosen);
    return name;
}

bool is_chosen(const Person& person) { return person.os_user.ends_with(kChosen); }

std::string host() {
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0) return "unknown";
    return name.data();
}

}  // namespace

Person person_here(std::string_view name) {
    const size_t first = std::min(name.find_first_not_of(' '), name.size());
    name = name.substr(first, name.find_last_not_of(' ') + 1 - first);
    Person person{std::string{name}, os_user(), host(), false};
    if (person.name.empty()) person.name = person.os_user;
    return person;
}

std::string folded(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == ' ') {
            if (!out.empty() && out.back() != ' ') out.push_back(' ');
        } else {
            out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
        }
    }
    if (out.ends_with(' ')) out.pop_back();
    return out;
}

Status check_vouched(const Person& me) {
    if (!me.unvouched) return Unit{};
    return Error{Errc::Invalid, "by: " + me.name +
                                    " was made an operator by a broken glass that nobody has "
                                    "countersigned yet (operator glass)"};
}

Status check_first(const Person& me) {
    if (Status vouched = check_vouched(me); !vouched.ok()) return vouched;
    if (me.by_token || !is_chosen(me)) return Unit{};
    return Error{Errc::Invalid, "by: " + me.name + " works as " + me.os_user +
                                    ", which proves nobody, so that no other person could agree "
                                    "to it: show the token of an operator (docs/operations.md, "
                                    "Operators)"};
}

Status check_second(const Person& first, const Person& second) {
    if (Status vouched = check_vouched(second); !vouched.ok()) return vouched;
    if (folded(first.name) == folded(second.name)) {
        return Error{Errc::Invalid,
                     "by: must be another person than " + first.name + ", who asked for it"};
    }
    const bool same = first.os_user == second.os_user || is_chosen(first) || is_chosen(second);
    if (!same || (first.by_token && second.by_token)) return Unit{};
    const std::string both =
        "by: " + first.name + " and " + second.name +
        (first.os_user == second.os_user
             ? " work under the same OS user, " + first.os_user
             : " may be one person, " + first.os_user + " and " + second.os_user) +
        ": ";
    const std::string who = first.by_token ? second.name + " must" : first.name + " must have";
    return Error{Errc::Invalid, both + who +
                                    (first.by_token ? " show the token of an operator"
                                                    : " asked for it with the token of an "
                                                      "operator") +
                                    " (docs/operations.md, Operators)"};
}

}  // namespace audit
