#include "common/http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <map>
#include <utility>

#include "common/base/must.h"
#include "common/http/connection.h"
#include "common/http/port_file.h"

namespace http {
namespace {

constexpr int kBacklog = 1'024;
constexpr size_t kAcceptsMax = 64;  // of a turn: a flood must not starve those who ask
constexpr size_t kLeastConnections = 8;

int64_t look_every_ms(int64_t idle_timeout_ms) {
    return std::clamp<int64_t>(idle_timeout_ms / 4, 10, 1000);
}

}  // namespace

Server::Server(loop::Loop& loop, ServerConfig config, Handler handler)
    : loop_{loop},
      config_{std::move(config)},
      handler_{std::move(handler)},
      listener_{this},
      accept_{loop, [this] { accept(); }},
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
    lower_to_open_files();
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
    if (self != nullptr && status == 0) self->accept_or_wait();
}

// Where the connection is not taken, libuv takes no further one before it is.
void Server::accept_or_wait() {
    if (accepted_ < kAcceptsMax) return accept();
    accept_.start_once(0);
}

// The process has files and links to open, too.
void Server::lower_to_open_files() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    const size_t share = std::max<size_t>(files.rlim_cur / 4, kLeastConnections);
    if (config_.connections_max <= share) return;
    config_.connections_max = share;
    config_.connections_per_address_max =
        std::min(config_.connections_per_address_max, share * 3 / 4);
}

void Server::accept() {
    auto* listener = reinterpret_cast<uv_stream_t*>(listener_.get());
    auto connection = std::make_unique<Connection>(
        Connection::Surroundings{loop_, config_, handler_, read_buffer_, bytes_out_});
    ++accepted_;
    // One too many is accepted as well, and closed with the end of this scope: left in the backlog
    // it would wake the loop for ever.
    connection->start(listener);
    if (!connection->ended() && make_room(connection->peer()))
        connections_.push_back(std::move(connection));
}

bool Server::make_room(const std::string& peer) {
    std::map<std::string_view, size_t> held;
    for (const auto& connection : connections_) ++held[connection->peer()];
    if (held[peer] >= config_.connections_per_address_max) return one_gives_way(peer);
    if (connections_.size() < config_.connections_max) return true;
    std::vector<std::string> addresses;
    for (const auto& [address, count] : held) addresses.emplace_back(address);
    std::ranges::stable_sort(
        addresses, [&](const auto& one, const auto& other) { return held[one] > held[other]; });
    return std::ranges::any_of(addresses,
                               [&](const std::string& address) { return one_gives_way(address); });
}

// Whoever holds connections without asking anything costs nobody else his.
bool Server::one_gives_way(const std::string& peer) {
    const base::MonoTime now = base::mono_now();
    auto chosen = connections_.end();
    for (auto at = connections_.begin(); at != connections_.end(); ++at) {
        if ((*at)->peer() != peer || !(*at)->may_give_way(now)) continue;
        if (chosen == connections_.end() || (*at)->deadline() < (*chosen)->deadline()) chosen = at;
    }
    if (chosen == connections_.end()) return false;
    connections_.erase(chosen);  // we are in none of its callbacks
    return true;
}

void Server::end_overdue() {
    const base::MonoTime now = base::mono_now();
    for (const auto& connection : connections_) connection->end_if_overdue(now);
}

void Server::sweep() {
    accepted_ = 0;
    connections_.remove_if([](const auto& connection) { return connection->ended(); });
}

}  // namespace http
