#include "common/amqp/assembler.h"

#include <amqp.h>
#include <amqp_framing.h>

#include <algorithm>
#include <string>
#include <utility>

#include "common/amqp/death.h"

namespace amqp {

namespace {

constexpr uint16_t kChannelMax = 1;  // the link's only channel; 0 is the connection's own

std::string text(amqp_bytes_t bytes) {
    return bytes.len == 0 ? std::string{}
                          : std::string{static_cast<const char*>(bytes.bytes), bytes.len};
}

base::Error broken(const std::string& why) {
    return {.code = base::Errc::Retryable, .what = "amqp frames: " + why};
}

template <class Method>
const Method& as(const amqp_method_t& method) {
    return *static_cast<const Method*>(method.decoded);
}

std::optional<int64_t> stream_offset(const amqp_basic_properties_t& properties) {
    if ((properties._flags & AMQP_BASIC_HEADERS_FLAG) == 0) return std::nullopt;
    for (int i = 0; i < properties.headers.num_entries; ++i) {
        const amqp_table_entry_t& entry = properties.headers.entries[i];
        const bool wanted = text(entry.key) == "x-stream-offset";
        if (wanted && entry.value.kind == AMQP_FIELD_KIND_I64) return entry.value.value.i64;
    }
    return std::nullopt;
}

// Methods that say all in one frame. nullopt: nobody waits for it.
std::optional<Incoming> single(const amqp_method_t& method) {
    switch (method.id) {
        case AMQP_BASIC_ACK_METHOD: {
            const auto& ack = as<amqp_basic_ack_t>(method);
            return Confirmed{.tag = ack.delivery_tag, .multiple = ack.multiple != 0};
        }
        case AMQP_BASIC_NACK_METHOD: {
            const auto& nack = as<amqp_basic_nack_t>(method);
            return Refused{.tag = nack.delivery_tag, .multiple = nack.multiple != 0};
        }
        case AMQP_BASIC_CONSUME_OK_METHOD:
            return Consuming{.consumer_tag =
                                 text(as<amqp_basic_consume_ok_t>(method).consumer_tag)};
        case AMQP_BASIC_CANCEL_METHOD:
            return Ended{.reason = "consumer cancelled by the broker: " +
                                   text(as<amqp_basic_cancel_t>(method).consumer_tag)};
        case AMQP_CHANNEL_CLOSE_METHOD:
            return Ended{.reason = "channel closed by the broker: " +
                                   text(as<amqp_channel_close_t>(method).reply_text)};
        case AMQP_CONNECTION_CLOSE_METHOD:
            return Ended{.reason = "connection closed by the broker: " +
                                   text(as<amqp_connection_close_t>(method).reply_text)};
        case AMQP_CONNECTION_BLOCKED_METHOD:
            return Blocked{.reason = text(as<amqp_connection_blocked_t>(method).reason)};
        case AMQP_CONNECTION_UNBLOCKED_METHOD:
            return Unblocked{};
        default:
            return std::nullopt;
    }
}

}  // namespace

base::Result<std::optional<Incoming>> Assembler::on_frame(const amqp_frame_t& frame) {
    if (frame.channel > kChannelMax) return broken("a channel that was never opened");
    switch (frame.frame_type) {
        case AMQP_FRAME_METHOD:
            // The connection may speak between the pieces of the channel's message.
            if (frame.channel == 0) return single(frame.payload.method);
            return on_method(frame.payload.method);
        case AMQP_FRAME_HEADER:
            return on_header(frame);
        case AMQP_FRAME_BODY:
            return on_body(frame);
        case AMQP_FRAME_HEARTBEAT:
            return std::optional<Incoming>{};
        default:
            return broken("unknown type " + std::to_string(frame.frame_type));
    }
}

base::Result<std::optional<Incoming>> Assembler::on_method(const amqp_method_t& method) {
    if (expecting_ != Expecting::Method) return broken("a method inside a message");
    if (method.id == AMQP_BASIC_DELIVER_METHOD) {
        const auto& deliver = as<amqp_basic_deliver_t>(method);
        content_ = {.consumer_tag = text(deliver.consumer_tag),
                    .tag = deliver.delivery_tag,
                    .redelivered = deliver.redelivered != 0,
                    .exchange = text(deliver.exchange),
                    .routing_key = text(deliver.routing_key),
                    .content_encoding = {},
                    .stream_offset = {},
                    .body_bytes = 0,
                    .body = {},
                    .death = {}};
        returned_.reset();
        expecting_ = Expecting::Header;
        return std::optional<Incoming>{};
    }
    if (method.id == AMQP_BASIC_RETURN_METHOD) {
        const auto& returned = as<amqp_basic_return_t>(method);
        returned_ = {.reply_code = returned.reply_code,
                     .reply_text = text(returned.reply_text),
                     .exchange = text(returned.exchange),
                     .routing_key = text(returned.routing_key)};
        expecting_ = Expecting::Header;
        return std::optional<Incoming>{};
    }
    return single(method);
}

base::Result<std::optional<Incoming>> Assembler::on_header(const amqp_frame_t& frame) {
    if (expecting_ != Expecting::Header || frame.channel == 0)
        return broken("a header out of place");
    const auto& header = frame.payload.properties;
    if (header.class_id != AMQP_BASIC_CLASS) return broken("a header of another class");
    const auto& properties = *static_cast<const amqp_basic_properties_t*>(header.decoded);
    body_bytes_left_ = header.body_size;
    if (!returned_) {
        if ((properties._flags & AMQP_BASIC_CONTENT_ENCODING_FLAG) != 0) {
            content_.content_encoding = text(properties.content_encoding);
        }
        content_.stream_offset = stream_offset(properties);
        content_.death = last_death(properties);
        content_.body_bytes = header.body_size;
        content_.body.reserve(std::min<uint64_t>(header.body_size, body_bytes_max_));
    }
    expecting_ = Expecting::Body;
    return body_bytes_left_ == 0 ? complete() : std::optional<Incoming>{};
}

base::Result<std::optional<Incoming>> Assembler::on_body(const amqp_frame_t& frame) {
    if (expecting_ != Expecting::Body || frame.channel == 0) return broken("a body out of place");
    const amqp_bytes_t piece = frame.payload.body_fragment;
    if (piece.len > body_bytes_left_) return broken("a body longer than announced");
    body_bytes_left_ -= piece.len;
    if (!returned_) {
        const size_t kept = std::min(piece.len, body_bytes_max_ - content_.body.size());
        content_.body.append(static_cast<const char*>(piece.bytes), kept);
    }
    return body_bytes_left_ == 0 ? complete() : std::optional<Incoming>{};
}

std::optional<Incoming> Assembler::complete() {
    expecting_ = Expecting::Method;
    if (returned_) return *std::exchange(returned_, std::nullopt);
    return std::exchange(content_, Content{});
}

}  // namespace amqp
