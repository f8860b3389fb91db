#include "common/amqp/encode.h"

#include <amqp.h>
#include <amqp_framing.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/base/must.h"

namespace amqp {

namespace {

// A frame: type, channel (2 bytes), payload length (4), payload, end mark.
constexpr size_t kHeadBytes = 7;
constexpr size_t kEndBytes = 1;
constexpr char kEndMark = '\xCE';
constexpr size_t kMethodIdBytes = 4;
constexpr size_t kShortTextMax = 255;

template <class Number>
void put(char* at, Number number) {  // most significant byte first
    for (size_t i = sizeof(Number); i > 0; --i) {
        at[i - 1] = static_cast<char>(number & 0xFF);
        number = static_cast<Number>(sizeof(Number) > 1 ? number >> 8 : 0);
    }
}

void put_head(char* at, uint8_t type, uint16_t channel, size_t payload_bytes) {
    put<uint8_t>(at, type);
    put<uint16_t>(at + 1, channel);
    put<uint32_t>(at + 3, static_cast<uint32_t>(payload_bytes));
}

// The library reads through pointers that are not const.
amqp_bytes_t bytes_of(std::string_view text) {
    return {.len = text.size(), .bytes = const_cast<char*>(text.data())};
}

void append_method(OutputBuffer& output, uint16_t channel, amqp_method_number_t method,
                   void* fields, size_t fields_max) {
    char* const frame = output.reserve(kHeadBytes + kMethodIdBytes + fields_max + kEndBytes);
    char* const payload = frame + kHeadBytes;
    put<uint32_t>(payload, method);
    const int written =
        amqp_encode_method(method, fields, {.len = fields_max, .bytes = payload + kMethodIdBytes});
    base::must(written >= 0);
    const size_t payload_bytes = kMethodIdBytes + static_cast<size_t>(written);
    put_head(frame, AMQP_FRAME_METHOD, channel, payload_bytes);
    payload[payload_bytes] = kEndMark;
    output.commit(kHeadBytes + payload_bytes + kEndBytes);
}

void append_header(OutputBuffer& output, const Message& message) {
    constexpr size_t kFieldsMax = 2 + 2 * (1 + kShortTextMax) + 1;
    constexpr size_t kFixedBytes = 2 + 2 + 8;  // class, weight, body size
    amqp_basic_properties_t properties{};
    properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG;
    properties.content_type = bytes_of("application/json");
    properties.delivery_mode =
        message.persistent ? AMQP_DELIVERY_PERSISTENT : AMQP_DELIVERY_NONPERSISTENT;
    if (!message.content_encoding.empty()) {
        properties._flags |= AMQP_BASIC_CONTENT_ENCODING_FLAG;
        properties.content_encoding = bytes_of(message.content_encoding);
    }
    char* const frame = output.reserve(kHeadBytes + kFixedBytes + kFieldsMax + kEndBytes);
    char* const payload = frame + kHeadBytes;
    put<uint16_t>(payload, AMQP_BASIC_CLASS);
    put<uint16_t>(payload + 2, 0);
    put<uint64_t>(payload + 4, message.body.size());
    const int written = amqp_encode_properties(AMQP_BASIC_CLASS, &properties,
                                               {.len = kFieldsMax, .bytes = payload + kFixedBytes});
    base::must(written >= 0);
    const size_t payload_bytes = kFixedBytes + static_cast<size_t>(written);
    put_head(frame, AMQP_FRAME_HEADER, kChannel, payload_bytes);
    payload[payload_bytes] = kEndMark;
    output.commit(kHeadBytes + payload_bytes + kEndBytes);
}

void append_body(OutputBuffer& output, std::string_view body, uint32_t frame_bytes_max) {
    const size_t piece_max = frame_bytes_max - kHeadBytes - kEndBytes;
    while (!body.empty()) {
        const std::string_view piece = body.substr(0, piece_max);
        std::array<char, kHeadBytes> head{};
        put_head(head.data(), AMQP_FRAME_BODY, kChannel, piece.size());
        output.append({head.data(), head.size()});
        output.append(piece);
        output.append({&kEndMark, 1});
        body.remove_prefix(piece.size());
    }
}

amqp_table_entry_t stream_offset_entry(const StreamOffset& offset) {
    amqp_table_entry_t entry{};
    entry.key = bytes_of("x-stream-offset");
    entry.value.kind = AMQP_FIELD_KIND_UTF8;
    switch (offset.from) {
        case StreamOffset::From::First:
            entry.value.value.bytes = bytes_of("first");
            break;
        case StreamOffset::From::Last:
            entry.value.value.bytes = bytes_of("last");
            break;
        case StreamOffset::From::Next:
            entry.value.value.bytes = bytes_of("next");
            break;
        case StreamOffset::From::Offset:
            entry.value.kind = AMQP_FIELD_KIND_I64;
            entry.value.value.i64 = offset.value;
            break;
        case StreamOffset::From::Timestamp:
            entry.value.kind = AMQP_FIELD_KIND_TIMESTAMP;
            entry.value.value.u64 = static_cast<uint64_t>(offset.value);
            break;
    }
    return entry;
}

}  // namespace

void encode_publish(OutputBuffer& output, const Message& message, uint32_t frame_bytes_max) {
    constexpr size_t kFieldsMax = 2 + 2 * (1 + kShortTextMax) + 1;
    base::must(message.exchange.size() <= kShortTextMax);
    base::must(message.routing_key.size() <= kShortTextMax);
    base::must(message.content_encoding.size() <= kShortTextMax);
    base::must(!message.body.empty());
    amqp_basic_publish_t publish{};
    publish.exchange = bytes_of(message.exchange);
    publish.routing_key = bytes_of(message.routing_key);
    publish.mandatory = 1;
    append_method(output, kChannel, AMQP_BASIC_PUBLISH_METHOD, &publish, kFieldsMax);
    append_header(output, message);
    append_body(output, message.body, frame_bytes_max);
}

void encode_ack(OutputBuffer& output, uint64_t tag, bool multiple) {
    amqp_basic_ack_t ack{.delivery_tag = tag, .multiple = multiple ? 1 : 0};
    append_method(output, kChannel, AMQP_BASIC_ACK_METHOD, &ack, 8 + 1);
}

void encode_qos(OutputBuffer& output, uint16_t prefetch) {
    base::must(prefetch > 0);  // 0 would mean: without limit
    amqp_basic_qos_t qos{.prefetch_size = 0, .prefetch_count = prefetch, .global = 0};
    append_method(output, kChannel, AMQP_BASIC_QOS_METHOD, &qos, 4 + 2 + 1);
}

void encode_consume(OutputBuffer& output, const Subscription& subscription,
                    const std::string& consumer_tag) {
    constexpr size_t kArgumentsMax = 64;
    base::must(subscription.queue.size() <= kShortTextMax && consumer_tag.size() <= kShortTextMax);
    amqp_basic_consume_t consume{};
    consume.queue = bytes_of(subscription.queue);
    consume.consumer_tag = bytes_of(consumer_tag);
    amqp_table_entry_t offset{};
    if (subscription.stream) {
        offset = stream_offset_entry(*subscription.stream);
        consume.arguments = {.num_entries = 1, .entries = &offset};
    }
    append_method(output, kChannel, AMQP_BASIC_CONSUME_METHOD, &consume,
                  2 + 2 * (1 + kShortTextMax) + 1 + kArgumentsMax);
}

void encode_connection_close(OutputBuffer& output) {
    amqp_connection_close_t close{};
    close.reply_code = AMQP_REPLY_SUCCESS;
    append_method(output, 0, AMQP_CONNECTION_CLOSE_METHOD, &close, 2 + 1 + 2 + 2);
}

void encode_heartbeat(OutputBuffer& output) {
    std::array<char, kHeadBytes + kEndBytes> frame{};
    put_head(frame.data(), AMQP_FRAME_HEARTBEAT, 0, 0);
    frame[kHeadBytes] = kEndMark;
    output.append({frame.data(), frame.size()});
}

}  // namespace amqp
