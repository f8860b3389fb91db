#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "common/amqp/assembler.h"
#include "common/base/result.h"

struct amqp_connection_state_t_;

namespace amqp {

// A logged-in connection: rabbitmq-c as codec, and the socket that it owns. The destructor closes
// the socket without a word and without waiting. One thread at a time.
class Session {
  public:
    struct Destroy {
        void operator()(amqp_connection_state_t_* codec) const;
    };
    using Codec = std::unique_ptr<amqp_connection_state_t_, Destroy>;

    // Without a connection, to be logged in with; it decodes all the same, which tests use.
    // Null when out of memory.
    static Codec new_codec();

    Session(Codec codec, size_t body_bytes_max);

    [[nodiscard]] int fd() const;
    [[nodiscard]] uint32_t frame_bytes_max() const;
    [[nodiscard]] int heartbeat_s() const;  // as agreed with the broker

    // Decodes bytes of the socket, in pieces of any size. `on_incoming` says whether to go on.
    // Errors: Retryable, the connection cannot be used any more.
    base::Status feed(std::span<char> bytes, const std::function<bool(Incoming&&)>& on_incoming);

  private:
    Codec codec_;
    Assembler assembler_;
};

}  // namespace amqp
