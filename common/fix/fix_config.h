#pragma once

#include <string>

#include "common/base/result.h"
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

// Where the password of a session comes from: BACKSTOP_FIX_PASSWORD_NSE_1 for nse-1.
std::string password_variable(const std::string& session);
// Takes the password of a session with a user name from there. Fatal, naming the variable, where it
// is not set. Call it before other threads exist.
base::Status read_password(SessionConfig& session);

}  // namespace fix
