#pragma once

#include "common/db/session.h"
#include "common/verdict/verdict.h"

namespace verdict {

// Reads the tables: nine statements, half a second each at most. Blocks. `unread` names what could
// not be read. Drop copies, services and our own clock are the caller's to add.
Inputs gather(db::Session& session);

}  // namespace verdict
