#pragma once

#include <quickfix/SessionSettings.h>

#include "common/fix/engine.h"

namespace fix {

// The configuration in QuickFIX's words. Throws FIX::ConfigError.
FIX::SessionSettings settings_of(const EngineConfig& config);

}  // namespace fix
