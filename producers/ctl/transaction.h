#pragma once

#include <functional>

#include "common/base/result.h"
#include "common/db/session.h"

namespace ctl {

// Runs `work` in a transaction of the session: it stands where `work` succeeds, with its row of
// `audit`, and leaves nothing where it does not.
base::Status in_transaction(db::Session& session, const std::function<base::Status()>& work);

}  // namespace ctl
