#include "common/amqp/login.h"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "common/amqp/address.h"
#include "common/amqp/encode.h"
#include "common/base/clock.h"

namespace amqp {

namespace {

constexpr int kFrameBytesMax = 131072;  // asked for; the broker may want less

base::Error failed(const std::string& step, const std::string& why) {
    return {.code = base::Errc::Retryable, .what = step + ": " + why};
}

std::string text_of(amqp_bytes_t bytes) {
    return {static_cast<const char*>(bytes.bytes), bytes.len};
}

std::string why(const amqp_rpc_reply_t& reply) {
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION) {
        return amqp_error_string2(reply.library_error);
    }
    if (reply.reply_type == AMQP_RESPONSE_SERVER_EXCEPTION && reply.reply.decoded != nullptr) {
        if (reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
            return text_of(static_cast<amqp_connection_close_t*>(reply.reply.decoded)->reply_text);
        }
        if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
            return text_of(static_cast<amqp_channel_close_t*>(reply.reply.decoded)->reply_text);
        }
    }
    return "no answer";
}

timeval left_until(base::MonoTime deadline) {
    // At least a little: the library takes zero for "for ever" in places.
    const int64_t left_us = std::max<int64_t>(deadline - base::mono_now(), 1000);
    return {.tv_sec = left_us / base::kSecondUs, .tv_usec = left_us % base::kSecondUs};
}

amqp_table_entry_t flag(const char* key) {
    amqp_table_entry_t entry{};
    entry.key = amqp_cstring_bytes(key);
    entry.value.kind = AMQP_FIELD_KIND_BOOLEAN;
    entry.value.value.boolean = 1;
    return entry;
}

amqp_table_entry_t words(const char* key, const char* value) {
    amqp_table_entry_t entry{};
    entry.key = amqp_cstring_bytes(key);
    entry.value.kind = AMQP_FIELD_KIND_UTF8;
    entry.value.value.bytes = amqp_cstring_bytes(value);
    return entry;
}

amqp_rpc_reply_t introduce(amqp_connection_state_t codec, const LinkConfig& config) {
    std::array capabilities{flag("connection.blocked"), flag("publisher_confirms"),
                            flag("consumer_cancel_notify"), flag("basic.nack"),
                            flag("authentication_failure_close")};
    amqp_table_entry_t capability_table{};
    capability_table.key = amqp_cstring_bytes("capabilities");
    capability_table.value.kind = AMQP_FIELD_KIND_TABLE;
    capability_table.value.value.table = {.num_entries = static_cast<int>(capabilities.size()),
                                          .entries = capabilities.data()};
    std::array properties{words("product", "Backstop"),
                          words("connection_name", config.name.c_str()), capability_table};
    const amqp_table_t table{.num_entries = static_cast<int>(properties.size()),
                             .entries = properties.data()};
    return amqp_login_with_properties(codec, config.vhost.c_str(), kChannel, kFrameBytesMax,
                                      config.heartbeat_s, &table, AMQP_SASL_METHOD_PLAIN,
                                      config.user.c_str(), config.password.c_str());
}

base::Status open_channel(amqp_connection_state_t codec, Login::Purpose purpose) {
    amqp_channel_open(codec, kChannel);
    amqp_rpc_reply_t reply = amqp_get_rpc_reply(codec);
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) return failed("channel.open", why(reply));
    if (purpose == Login::Purpose::Consume) return base::Unit{};
    amqp_confirm_select(codec, kChannel);
    reply = amqp_get_rpc_reply(codec);
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) return failed("confirm.select", why(reply));
    return base::Unit{};
}

}  // namespace

Login::Answer Login::run(const LinkConfig& config, const std::string& host, Purpose purpose) {
    constexpr int64_t kMillisecond = 1000;
    const base::MonoTime deadline =
        base::mono_now() + 2 * kMillisecond * int64_t{config.connect_timeout_ms};
    const auto address = parse_address(host);
    if (!address.ok()) return failed("connect", address.error().what);
    Session::Codec codec = Session::new_codec();
    // The connection owns the socket from here on.
    amqp_socket_t* const socket = codec ? amqp_tcp_socket_new(codec.get()) : nullptr;
    if (socket == nullptr) return failed("connect", "out of memory");
    const timeval connect_timeout =
        left_until(base::mono_now() + kMillisecond * int64_t{config.connect_timeout_ms});
    const int connected = amqp_socket_open_noblock(socket, address.value().host.c_str(),
                                                   address.value().port, &connect_timeout);
    if (connected != AMQP_STATUS_OK) return failed("connect", amqp_error_string2(connected));

    timeval left = left_until(deadline);
    amqp_set_handshake_timeout(codec.get(), &left);
    const amqp_rpc_reply_t reply = introduce(codec.get(), config);
    if (reply.reply_type != AMQP_RESPONSE_NORMAL) return failed("login", why(reply));
    left = left_until(deadline);
    amqp_set_rpc_timeout(codec.get(), &left);
    const base::Status opened = open_channel(codec.get(), purpose);
    if (!opened.ok()) return opened.error();
    // What the library has read ahead would be lost to the loop, which sees the socket only.
    if (amqp_frames_enqueued(codec.get()) != 0 || amqp_data_in_buffer(codec.get()) != 0) {
        return failed("login", "the broker spoke early");
    }
    return codec;
}

}  // namespace amqp
