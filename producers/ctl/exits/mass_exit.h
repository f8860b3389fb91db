#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/events/command.h"

namespace ctl {

// The rules of mass exits: pure.

// In the order of the ENUM column of schemas/sql/0004_squareoff.sql.
enum class MassState { Waiting, Approved, Published, Refused };
inline constexpr std::array<std::string_view, 4> kMassStateNames{"waiting", "approved", "published",
                                                                 "refused"};
constexpr std::string_view name_of(MassState state) {
    return kMassStateNames[static_cast<size_t>(state)];
}

inline constexpr size_t kMassAccountsMax = 500'000;
inline constexpr size_t kMassIdMax = 40;

struct MassExit {
    std::string id;
    std::string request;  // as in the database: the command's JSON without id and account
    std::vector<std::string> accounts;
    std::string why;
    std::string requested_by;
    int64_t requested_us = 0;
    std::string decided_by;
    int64_t decided_us = 0;
    MassState state{};
};

// The accounts of a file, one a line, or the column `account` under a head that names it; empty
// lines and what follows # are skipped. Invalid, with the line, for what is no account, is named
// twice, or is one too many.
base::Result<std::vector<std::string>> read_accounts(std::string_view text);

// `command`'s JSON without id and account. Its epoch is that of the request.
std::string request_of(const events::Command& command);

// Empty, or why `who` may not approve or refuse it. What is approved may be approved again, by
// anybody but who asked: that finishes a publishing that was cut off.
std::string approval_problem(const MassExit& mass, std::string_view who);
std::string refusal_problem(const MassExit& mass, std::string_view who);

// One command for each account, with the same ids every time: "<mass id>:<account>". Invalid where
// the site is under another epoch than when it was asked for.
base::Result<std::vector<events::Command>> commands_of(const MassExit& mass, int64_t epoch,
                                                       int64_t now_us);

}  // namespace ctl
