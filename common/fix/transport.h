#pragma once

#include <quickfix/Application.h>
#include <quickfix/Log.h>
#include <quickfix/MessageStore.h>
#include <quickfix/SessionSettings.h>

#include <memory>

#include "common/fix/engine.h"

namespace fix {

// QuickFIX's sockets, driven by one thread: accepting or connecting, plain or TLS.
class Transport {
  public:
    virtual ~Transport() = default;
    // Reads, writes and connects for up to `milliseconds`. The first call opens the port. Throws
    // FIX::ConfigError and FIX::RuntimeError.
    virtual void poll(int milliseconds) = 0;
    // Tries to connect the sessions that are not.
    virtual void connect() = 0;
    virtual void close() = 0;
};

struct TransportParts {
    FIX::Application& application;
    FIX::MessageStoreFactory& stores;
    FIX::LogFactory& logs;
    const FIX::SessionSettings& settings;
};
// Creates the sessions too. Throws FIX::ConfigError.
std::unique_ptr<Transport> make_transport(const EngineConfig& config, const TransportParts& parts);

}  // namespace fix
