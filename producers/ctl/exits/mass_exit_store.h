#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "producers/ctl/exits/mass_exit.h"

namespace ctl {

// The table `mass_exits`. Every change is one transaction with its row in `audit`; the session must
// be in none. Invalid: a rule of mass_exit.h, or the table's own check, refuses it.

base::Status insert_mass_exit(db::Session& session, const MassExit& mass, const audit::Person& who);

// Newest first, without the texts of the accounts: `accounts` holds as many empty texts.
base::Result<std::vector<MassExit>> list_mass_exits(db::Session& session);
// That of a row of `approvals`. Invalid: there is none.
base::Result<MassExit> mass_exit_of(db::Session& session, int64_t approval);
base::Result<std::optional<MassExit>> read_mass_exit(db::Session& session, const std::string& id);

// How it is to be decided. Of an approval: `alone`, one person is enough by configuration; `glass`,
// by a broken glass, with this reason.
struct MassDecision {
    operators::Decision decision{};
    audit::Person who;
    bool alone = false;
    std::string glass;  // "": it is whole
    bool dry_run = false;
    std::string why = {};  // of a refusal
};
struct MassDecided {
    MassExit mass;
    std::string told;  // of a broken glass: who learns of it
};
// Decides it, and its row of `approvals` with it; what is approved or published already stays as it
// is where it is approved again.
base::Result<MassDecided> decide_mass_exit(db::Session& session, const std::string& id,
                                           const MassDecision& made, int64_t now_us);
// The other open ones that name some of its accounts.
base::Result<std::vector<SharedAccounts>> sharing_accounts(db::Session& session,
                                                           const MassExit& mass, int64_t now_us);
// All its commands are confirmed by the broker.
base::Status mark_published(db::Session& session, const MassExit& mass, const audit::Person& who,
                            int64_t now_us);

// The accounts of a branch, in their order.
base::Result<std::vector<std::string>> accounts_of_branch(db::Session& session,
                                                          const std::string& branch);
// Those of `accounts` that no customer has.
base::Result<std::vector<std::string>> unknown_accounts(db::Session& session,
                                                        const std::vector<std::string>& accounts);

}  // namespace ctl
