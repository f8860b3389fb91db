#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "producers/ctl/notices/broadcast.h"

namespace ctl {

// Every customer, in the order of the accounts.
base::Result<std::vector<Addressee>> all_customers(db::Session& session);

// Moves those whose account no customer has from the good to the bad ones.
base::Status move_unknown(db::Session& session, BroadcastList& list);

struct Written {
    size_t done = 0;      // of all notices, those that stand in the table now
    size_t repeated = 0;  // of these, those that stood there before
};

// Writes the broadcast's notices, `at_once` addressees in each transaction; the first of them has
// the row of `audit`, which tells numbers and no address. `between` is called after each, and may
// wait. An error leaves what is written; the same again writes the rest. The session must be in no
// transaction.
base::Result<Written> write_broadcast(db::Session& session, const Broadcast& broadcast,
                                      const std::vector<Addressee>& addressees,
                                      const audit::Person& who, size_t at_once,
                                      const std::function<void(const Written&)>& between);

}  // namespace ctl
