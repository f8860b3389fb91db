#include "producers/ctl/transaction.h"

#include "common/db/literal.h"

namespace ctl {

base::Status in_transaction(db::Session& session, const std::function<base::Status()>& work) {
    if (auto begun = session.begin(); !begun.ok()) return begun;
    if (auto done = work(); !done.ok()) {
        session.rollback();
        return done;
    }
    return session.commit();
}

}  // namespace ctl
