#pragma once

#include "common/db/session.h"
#include "common/verdict/verdict.h"

namespace verdict {

// What the tables tell, by five statements of half a second each, at most. Blocks. What could not
// be read is in `unread`. Sessions, services and our own clock are the caller's to add.
Inputs gather(db::Session& session);

}  // namespace verdict
