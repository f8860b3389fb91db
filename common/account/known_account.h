#pragma once

#include <string>

#include "common/base/result.h"
#include "common/db/session.h"

namespace account {

// Whether anybody here knows the account: the customers' table, or anything that was ever booked,
// asked for, sent or parked under its name. Each table is looked up by its index. Invalid, naming
// the account, and some customers' that begin as it does: nobody does, so that an empty list would
// only hide that it was mistyped. Blocks.
base::Status check_account(db::Session& session, const std::string& account);

// The same for a list that has come out empty: where no account was asked for there is nothing to
// look up.
base::Status check_account_of_empty(db::Session& session, const std::string& account,
                                    bool list_is_empty);

}  // namespace account
