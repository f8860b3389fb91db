#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "producers/ctl/exits/mass_exit.h"

namespace ctl {

// The table `mass_exits`. Every change is one transaction with its row in `audit`; the session must
// be in none. Invalid: a rule of mass_exit.h, or the table's own check, refuses it.

base::Status insert_mass_exit(db::Session& session, const MassExit& mass);

// Newest first, without the texts of the accounts: `accounts` holds as many empty texts.
base::Result<std::vector<MassExit>> list_mass_exits(db::Session& session);
base::Result<std::optional<MassExit>> read_mass_exit(db::Session& session, const std::string& id);

// Moves it to approved, by `who`; where it is approved or published already it stays as it is.
base::Result<MassExit> approve_mass_exit(db::Session& session, const std::string& id,
                                         std::string_view who, int64_t now_us);
base::Result<MassExit> refuse_mass_exit(db::Session& session, const std::string& id,
                                        std::string_view who, int64_t now_us);
// All its commands are confirmed by the broker.
base::Status mark_published(db::Session& session, const MassExit& mass, std::string_view who,
                            int64_t now_us);

// The accounts of a branch, in their order.
base::Result<std::vector<std::string>> accounts_of_branch(db::Session& session,
                                                          const std::string& branch);
// Those of `accounts` that no customer has.
base::Result<std::vector<std::string>> unknown_accounts(db::Session& session,
                                                        const std::vector<std::string>& accounts);

}  // namespace ctl
