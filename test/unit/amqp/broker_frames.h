#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// What a broker sends, byte by byte as in the AMQP 0-9-1 specification, chapter 4: written without
// the client library, so that tests do not compare the library with itself.
namespace broker {

template <class Number>
std::string big_endian(Number number) {
    std::string bytes(sizeof(Number), '\0');
    for (size_t i = 0; i < sizeof(Number); ++i) {
        bytes[i] =
            static_cast<char>(static_cast<uint64_t>(number) >> (8 * (sizeof(Number) - 1 - i)));
    }
    return bytes;
}

inline std::string short_text(std::string_view text) {
    return big_endian(static_cast<uint8_t>(text.size())) + std::string{text};
}

inline std::string frame(uint8_t type, uint16_t channel, const std::string& payload) {
    return big_endian(type) + big_endian(channel) +
           big_endian(static_cast<uint32_t>(payload.size())) + payload + '\xCE';
}

inline std::string method(uint16_t channel, uint16_t class_id, uint16_t method_id,
                          const std::string& fields) {
    return frame(1, channel, big_endian(class_id) + big_endian(method_id) + fields);
}

inline std::string deliver(std::string_view consumer_tag, uint64_t tag, bool redelivered) {
    return method(1, 60, 60,
                  short_text(consumer_tag) + big_endian(tag) + (redelivered ? '\1' : '\0') +
                      short_text("events") + short_text("trade.00"));
}

inline std::string returned(uint16_t code, std::string_view text) {
    return method(
        1, 60, 50,
        big_endian(code) + short_text(text) + short_text("events") + short_text("trade.99"));
}

inline std::string header(uint64_t body_bytes) {  // no properties
    return frame(2, 1,
                 big_endian<uint16_t>(60) + big_endian<uint16_t>(0) + big_endian(body_bytes) +
                     big_endian<uint16_t>(0));
}

// content-encoding, and the header field x-stream-offset
inline std::string header(uint64_t body_bytes, std::string_view encoding, int64_t offset) {
    const std::string table = short_text("x-stream-offset") + "l" + big_endian(offset);
    return frame(2, 1,
                 big_endian<uint16_t>(60) + big_endian<uint16_t>(0) + big_endian(body_bytes) +
                     big_endian<uint16_t>(0x6000) + short_text(encoding) +
                     big_endian(static_cast<uint32_t>(table.size())) + table);
}

// The header field x-death with one entry.
inline std::string header_of_the_dead(std::string_view queue, std::string_view reason,
                                      std::string_view exchange, std::string_view key,
                                      int64_t count) {
    const auto long_text = [](std::string_view text) {
        return big_endian(static_cast<uint32_t>(text.size())) + std::string{text};
    };
    const auto text = [&](std::string_view name, std::string_view value) {
        return short_text(name) + "S" + long_text(value);
    };
    const std::string entry = text("queue", queue) + text("reason", reason) +
                              text("exchange", exchange) + short_text("count") + "l" +
                              big_endian(count) + short_text("routing-keys") + "A" +
                              long_text("S" + long_text(key));
    const std::string table = short_text("x-death") + "A" + long_text("F" + long_text(entry));
    return frame(2, 1,
                 big_endian<uint16_t>(60) + big_endian<uint16_t>(0) + big_endian<uint64_t>(1) +
                     big_endian<uint16_t>(0x2000) + long_text(table));
}

inline std::string body(std::string_view piece) { return frame(3, 1, std::string{piece}); }
inline std::string heartbeat() { return frame(8, 0, ""); }
inline std::string ack(uint64_t tag, bool multiple) {
    return method(1, 60, 80, big_endian(tag) + (multiple ? '\1' : '\0'));
}
inline std::string nack(uint64_t tag) { return method(1, 60, 120, big_endian(tag) + '\0'); }
inline std::string consume_ok(std::string_view tag) { return method(1, 60, 21, short_text(tag)); }
inline std::string cancel(std::string_view tag) {
    return method(1, 60, 30, short_text(tag) + '\1');
}
inline std::string blocked(std::string_view why) { return method(0, 10, 60, short_text(why)); }
inline std::string unblocked() { return method(0, 10, 61, ""); }
inline std::string channel_close(std::string_view why) {
    return method(1, 20, 40, big_endian<uint16_t>(404) + short_text(why) + std::string(4, '\0'));
}

}  // namespace broker
