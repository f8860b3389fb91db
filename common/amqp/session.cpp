#include "common/amqp/session.h"

#include <amqp.h>
#include <amqp_framing.h>

#include <utility>

namespace amqp {

void Session::Destroy::operator()(amqp_connection_state_t_* codec) const {
    amqp_destroy_connection(codec);
}

Session::Codec Session::new_codec() { return Codec{amqp_new_connection()}; }

Session::Session(Codec codec, size_t body_bytes_max)
    : codec_{std::move(codec)}, assembler_{body_bytes_max} {}

int Session::fd() const { return amqp_get_sockfd(codec_.get()); }

uint32_t Session::frame_bytes_max() const {
    return static_cast<uint32_t>(amqp_get_frame_max(codec_.get()));
}

int Session::heartbeat_s() const { return amqp_get_heartbeat(codec_.get()); }

base::Status Session::feed(std::span<char> bytes,
                           const std::function<bool(Incoming&&)>& on_incoming) {
    while (!bytes.empty()) {
        amqp_frame_t frame{};  // points into the codec's own memory
        const int used =
            amqp_handle_input(codec_.get(), {.len = bytes.size(), .bytes = bytes.data()}, &frame);
        if (used <= 0) {
            return base::Error{.code = base::Errc::Retryable,
                               .what = std::string{"amqp decode: "} + amqp_error_string2(used)};
        }
        bytes = bytes.subspan(static_cast<size_t>(used));
        if (frame.frame_type == 0) continue;  // not complete yet
        auto assembled = assembler_.on_frame(frame);
        if (!assembled.ok()) return assembled.error();
        std::optional<Incoming> incoming = std::move(assembled).value();
        if (incoming && !on_incoming(std::move(*incoming))) break;
    }
    amqp_maybe_release_buffers(codec_.get());
    return base::Unit{};
}

}  // namespace amqp
