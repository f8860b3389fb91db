#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/events/command.h"
#include "common/operators/approval.h"

namespace ctl {

// The rules of mass exits: pure.

// In the order of the ENUM column of schemas/sql/0020_identity.sql.
enum class MassState { Waiting, Approved, Published, Refused, Withdrawn };
inline constexpr std::array<std::string_view, 5> kMassStateNames{"waiting", "approved", "published",
                                                                 "refused", "withdrawn"};
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
    int64_t approval = 0;          // its row in `approvals`; 0: asked for before there were such
    std::string decided_why = {};  // of a refusal
};

// Another mass exit that is open and names some of the same accounts: each exits what it finds.
struct SharedAccounts {
    std::string id, state;
    int64_t accounts = 0;
};

// The accounts of a file, one a line, or the column `account` under a head that names it; empty
// lines and what follows # are skipped. Invalid, with the line, for what is no account, is named
// twice, or is one too many.
base::Result<std::vector<std::string>> read_accounts(std::string_view text);

// `command`'s JSON without id and account. Its epoch is that of the request.
std::string request_of(const events::Command& command);

// What it is in `approvals`: the same text only for the same accounts and the same command.
inline constexpr std::string_view kMassExitAct = "mass-exit";
operators::Act act_of(const MassExit& mass);

// Empty, or why the state does not allow the decision. What is approved may be approved again: that
// finishes a publishing that was cut off. Who may decide is the rule of common/operators.
std::string state_problem(const MassExit& mass, operators::Decision decision);

// The request as a command for any account. Invalid: it cannot be read.
base::Result<events::Command> filters_of(const MassExit& mass);

// One command for each account, with the same ids every time: "<mass id>:<account>". Invalid where
// the site is under another epoch, or another day is open, than when it was asked for: every
// command of it would be refused, one by one. `day`: that is open and not over; 0: none.
base::Result<std::vector<events::Command>> commands_of(const MassExit& mass, int64_t epoch,
                                                       uint32_t day, int64_t now_us);

}  // namespace ctl
