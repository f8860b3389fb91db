#pragma once

#include "common/config/section.h"
#include "common/fix/engine.h"
#include "common/fix/trading.h"

namespace fix {

// Readers of one table; what is wrong becomes a problem of its document. The keys are those of
// docs/fix.md.
Dialect dialect(config::Section& section);
// One session, without its name and password: the caller gives both.
SessionConfig session_config(config::Section& section);
// acceptor is the caller's to say; store_dir, tls_*, and accept_* where the table has them.
EngineConfig engine_config(config::Section& section);

}  // namespace fix
