#pragma once

#include "common/amqp/link_config.h"
#include "common/amqp/session.h"
#include "common/base/result.h"

namespace amqp {

// The only blocking part: TCP, login, channel.open and, for a publisher, confirm.select.
struct Login {
    enum class Purpose { Publish, Consume };
    using Answer = base::Result<Session::Codec>;

    // For a worker thread. Takes at most twice connect_timeout_ms, and a name look-up.
    // `host`: "host:port" or "host". Errors: Retryable; `what` never holds the password.
    static Answer run(const LinkConfig& config, const std::string& host, Purpose purpose);
};

}  // namespace amqp
