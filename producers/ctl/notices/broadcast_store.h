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

// How many customers have no address of their own for it.
base::Result<int64_t> customers_without(db::Session& session, events::Channel channel);

// Moves those whose account no customer has from the good to the bad ones.
base::Status move_unknown(db::Session& session, BroadcastList& list);

// Under an id that is known only the same may be written, else some get one text and some another.
// Invalid, naming the id and what differs. Blocks.
base::Status check_same_text(db::Session& session, const Broadcast& broadcast,
                             const std::vector<Addressee>& addressees);

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
