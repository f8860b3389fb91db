#include "common/http/server.h"

#include <algorithm>
#include <utility>

#include "common/base/must.h"
#include "common/http/connection.h"
#include "common/http/port_file.h"

namespace http {
namespace {

constexpr int kBacklog = 128;

int64_t look_every_ms(int64_t idle_timeout_ms) {
    return std::clamp<int64_t>(idle_timeout_ms / 4, 10, 1000);
}

}  // namespace

Server::Server(loop::Loop& loop, ServerConfig config, Handler handler)
    : loop_{loop},
      config_{std::move(config)},
      handler_{std::move(handler)},
      listener_{this},
      overdue_{loop, [this] { end_overdue(); }},
      sweep_{loop, [this] { sweep(); }} {
    base::must(uv_tcp_init(loop.get(), listener_.get()) == 0);
}

Server::~Server() { loop_.check_thread(); }

base::Status Server::listen() {
    loop_.check_thread();
    const auto failed = [this](int code) {
        return base::Error{base::Errc::Fatal, "listen " + config_.address + ":" +
                                                  std::to_string(config_.port) + ": " +
                                                  uv_strerror(code)};
    };
    sockaddr_storage address{};
    if (const int code = parse_address(address); code != 0) return failed(code);
    if (const int code =
            uv_tcp_bind(listener_.get(), reinterpret_cast<const sockaddr*>(&address), 0);
        code != 0)
        return failed(code);
    auto* stream = reinterpret_cast<uv_stream_t*>(listener_.get());
    if (const int code = uv_listen(stream, kBacklog, on_connection); code != 0) return failed(code);
    port_ = bound_port();
    overdue_.start_every(look_every_ms(config_.idle_timeout_ms));
    return write_port_file(config_.port_file, port_);
}

int Server::parse_address(sockaddr_storage& address) const {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&address);
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&address);
    if (uv_ip4_addr(config_.address.c_str(), config_.port, v4) == 0) return 0;
    return uv_ip6_addr(config_.address.c_str(), config_.port, v6);
}

int Server::bound_port() const {
    sockaddr_storage address{};
    int length = sizeof address;
    base::must(
        uv_tcp_getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
    // The port stands at the same place in both families.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

void Server::on_connection(uv_stream_t* listener, int status) noexcept {
    auto* self = static_cast<Server*>(listener->data);
    if (self != nullptr && status == 0) self->accept();
}

void Server::accept() {
    auto* listener = reinterpret_cast<uv_stream_t*>(listener_.get());
    auto connection = std::make_unique<Connection>(
        Connection::Surroundings{loop_, config_, handler_, read_buffer_});
    // One too many is accepted as well, and closed with the end of this scope: left in the backlog
    // it would wake the loop for ever.
    connection->start(listener);
    if (connections_.size() < config_.connections_max)
        connections_.push_back(std::move(connection));
}

void Server::end_overdue() {
    const base::MonoTime now = base::mono_now();
    for (const auto& connection : connections_) connection->end_if_overdue(now);
}

void Server::sweep() {
    connections_.remove_if([](const auto& connection) { return connection->ended(); });
}

}  // namespace http
