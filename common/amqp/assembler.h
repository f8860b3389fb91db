#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/amqp/incoming.h"
#include "common/base/result.h"

struct amqp_frame_t_;
struct amqp_method_t_;

namespace amqp {

// Joins method, header and body frames into what they mean. Pure; keeps copies only, never a piece
// of the frame.
class Assembler {
  public:
    explicit Assembler(size_t body_bytes_max) : body_bytes_max_{body_bytes_max} {}

    // One frame; at most one value comes of it. Heartbeats and answers nobody waits for give
    // nothing. Errors: Retryable when the frames do not fit together; the connection cannot be used
    // any more.
    base::Result<std::optional<Incoming>> on_frame(const amqp_frame_t_& frame);

  private:
    enum class Expecting { Method, Header, Body };

    base::Result<std::optional<Incoming>> on_method(const amqp_method_t_& method);
    base::Result<std::optional<Incoming>> on_header(const amqp_frame_t_& frame);
    base::Result<std::optional<Incoming>> on_body(const amqp_frame_t_& frame);
    std::optional<Incoming> complete();

    const size_t body_bytes_max_;
    Expecting expecting_ = Expecting::Method;
    Content content_;
    std::optional<Returned> returned_;  // set: the content belongs to a basic.return
    uint64_t body_bytes_left_ = 0;
};

}  // namespace amqp
