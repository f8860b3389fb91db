#include "common/amqp/link.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "common/amqp/encode.h"
#include "common/base/clock.h"
#include "common/base/must.h"
#include "common/log/log.h"

namespace amqp {

namespace {

constexpr int64_t kRetryFirstMs = 200;
constexpr int64_t kRetryMaxMs = 10'000;
constexpr int64_t kStableUs = 10'000'000;  // open for so long: the next back-off begins small
constexpr size_t kReadBytesMax = 256u
                                 << 10;  // a turn: a flood must not starve the rest of the loop
constexpr size_t kReadPieceBytes = 64u << 10;  // one recv
constexpr int64_t kMillisecondUs = 1000;

std::string system_error(const char* action) {
    return std::string{action} + ": " + std::strerror(errno);
}

}  // namespace

Link::Link(loop::Loop& loop, LinkConfig config, Login::Purpose purpose, size_t body_bytes_max,
           Handlers handlers)
    : loop_{loop},
      config_{std::move(config)},
      purpose_{purpose},
      body_bytes_max_{body_bytes_max},
      handlers_{std::move(handlers)},
      random_{std::random_device{}()},
      backoff_{kRetryFirstMs, kRetryMaxMs},
      retry_{loop, [this] { log_in(); }},
      tick_{loop, [this] { on_tick(); }},
      wake_{loop, [] {}},
      turn_end_{loop, [this] { on_turn_end(); }},
      logins_{loop, 1, [this](Login::Answer answer) { on_login(std::move(answer)); }},
      worker_{config_.name, 1} {
    base::must(!config_.hosts.empty() && config_.heartbeat_s > 0);
    log_in();
}

Link::~Link() {
    loop_.check_thread();
    close();
}

bool Link::is_open() const {
    const auto* open = std::get_if<Open>(&state_);
    return open != nullptr && open->drop_reason.empty();
}

bool Link::has_room() const { return is_open() && output_.size() < config_.out_bytes_max; }

uint32_t Link::frame_bytes_max() const { return std::get<Open>(state_).session->frame_bytes_max(); }

Link::Open* Link::usable() { return is_open() ? std::get_if<Open>(&state_) : nullptr; }

void Link::wake() {
    if (!wake_.running()) wake_.start_once(0);
}

void Link::drop(std::string reason) {
    Open* const open = usable();
    if (open == nullptr) return;
    open->drop_reason = std::move(reason);
    open->watch->want(false, false);
    wake();
}

void Link::close() {
    retry_.stop();
    tick_.stop();
    if (Open* const open = usable()) {
        encode_connection_close(output_);
        const std::string_view waiting = output_.waiting();
        // One try: whoever closes does not wait.
        [[maybe_unused]] const ssize_t sent =
            ::send(open->session->fd(), waiting.data(), waiting.size(), MSG_NOSIGNAL);
    }
    output_.clear();
    if (auto* const open = std::get_if<Open>(&state_)) {
        open->watch->want(false, false);
        Closed closed{std::move(*open)};
        state_ = std::move(closed);
        wake();
    } else if (!std::holds_alternative<Closed>(state_)) {
        state_ = Closed{};
    }
}

void Link::log_in() {
    state_ = LoggingIn{};
    const std::string host = config_.hosts[next_host_];
    host_tried_ = next_host_;
    next_host_ = (next_host_ + 1) % config_.hosts.size();
    const bool posted = worker_.try_post(
        [this, host] { base::must(logins_.try_post(Login::run(config_, host, purpose_))); });
    base::must(posted);  // there is never more than one login
}

void Link::on_login(Login::Answer answer) {
    if (!std::holds_alternative<LoggingIn>(state_)) return;  // closed meanwhile
    if (!answer.ok()) {
        on_login_failed(answer.error());
        return;
    }
    auto session = std::make_unique<Session>(std::move(answer).value(), body_bytes_max_);
    const base::MonoTime now = base::mono_now();
    const Heartbeat heartbeat{session->heartbeat_s() * base::kSecondUs, now};
    auto watch = std::make_unique<loop::FdWatch>(
        loop_, session->fd(), [this](loop::FdWatch::Ready ready) { on_ready(ready); });
    watch->want(true, false);
    tick_.start_every(heartbeat.tick_us() / kMillisecondUs);
    state_ = Open{.session = std::move(session),
                  .heartbeat = heartbeat,
                  .opened = now,
                  .watch = std::move(watch),
                  .drop_reason = {}};
    output_.clear();
    logging::info("link to the broker is open",
                  {{"link", config_.name}, {"host", config_.hosts[host_tried_]}});
    handlers_.on_open();
    wake();
}

void Link::on_login_failed(const base::Error& error) {
    logging::warn("no link to the broker", {{"link", config_.name},
                                            {"host", config_.hosts[host_tried_]},
                                            {"reason", error.what},
                                            {"tries", backoff_.tries() + 1}});
    wait_and_retry();
}

void Link::wait_and_retry() {
    state_ = Waiting{};
    retry_.start_once(backoff_.next_ms(random_()));
}

// libuv says "bad file descriptor" for every error of a socket; the socket knows better.
std::string Link::socket_error() const {
    int error = 0;
    socklen_t size = sizeof error;
    const int fd = std::get<Open>(state_).session->fd();
    if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
    return std::string{"socket: "} + std::strerror(error);
}

void Link::on_ready(loop::FdWatch::Ready ready) {
    if (ready.error != 0 && is_open()) {
        drop(socket_error());
        return;
    }
    // What is to be written goes out at the end of this turn, in one piece.
    if (ready.readable) read();
}

void Link::read() {
    std::array<char, kReadPieceBytes> piece;  // NOLINT: not cleared, recv fills it
    size_t budget = kReadBytesMax;
    const auto on_incoming = [this](Incoming&& incoming) {
        if (const auto* ended = std::get_if<Ended>(&incoming)) {
            drop(ended->reason);
        } else {
            handlers_.on_incoming(std::move(incoming));
        }
        return is_open();
    };
    while (Open* const open = usable()) {
        if (budget == 0) return;
        const ssize_t got = ::recv(open->session->fd(), piece.data(), piece.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (got <= 0) {
            drop(got == 0 ? "the broker closed the connection" : system_error("recv"));
            return;
        }
        const auto bytes = static_cast<size_t>(got);
        open->heartbeat.heard(base::mono_now());
        const base::Status fed = open->session->feed({piece.data(), bytes}, on_incoming);
        if (!fed.ok()) drop(fed.error().what);
        if (bytes < piece.size()) return;
        budget -= std::min(budget, bytes);
    }
}

void Link::on_turn_end() {
    wake_.stop();
    if (auto* const closed = std::get_if<Closed>(&state_)) {
        closed->remains.reset();
        return;
    }
    if (std::holds_alternative<Open>(state_) && !is_open()) tear_down();
    if (!is_open()) return;
    const bool more = handlers_.on_turn_end();
    if (Open* const open = usable()) write(*open);
    if (Open* const open = usable()) {
        open->watch->want(true, !output_.empty());
        if (more && output_.empty()) wake();
    }
}

void Link::write(Open& open) {
    while (!output_.empty()) {
        const std::string_view waiting = output_.waiting();
        const ssize_t sent =
            ::send(open.session->fd(), waiting.data(), waiting.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (sent < 0) {
            drop(system_error("send"));
            return;
        }
        output_.take(static_cast<size_t>(sent));
        open.heartbeat.sent(base::mono_now());
    }
}

void Link::on_tick() {
    Open* const open = usable();
    if (open == nullptr) return;
    switch (open->heartbeat.on_tick(base::mono_now())) {
        case Pulse::Quiet:
            return;
        case Pulse::SendHeartbeat:
            encode_heartbeat(output_);
            return;
        case Pulse::PeerIsDead:
            drop("the broker has been silent for two heartbeats");
            return;
    }
}

void Link::tear_down() {
    auto& open = std::get<Open>(state_);
    logging::warn("link to the broker is lost",
                  {{"link", config_.name}, {"reason", open.drop_reason}});
    if (base::mono_now() - open.opened > kStableUs) backoff_.reset();
    tick_.stop();
    output_.clear();
    ++lost_count_;
    wait_and_retry();  // ends the watch, then the socket
    handlers_.on_lost();
}

}  // namespace amqp
