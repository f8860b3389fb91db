#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <variant>

#include "common/amqp/heartbeat.h"
#include "common/amqp/incoming.h"
#include "common/amqp/link_config.h"
#include "common/amqp/login.h"
#include "common/amqp/output_buffer.h"
#include "common/amqp/session.h"
#include "common/base/backoff.h"
#include "common/loop/fd_watch.h"
#include "common/loop/loop.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/loop/turn_end.h"
#include "common/loop/worker.h"

namespace amqp {

// A connection with one channel that comes back by itself: login on a worker, then the socket on
// the loop, heartbeats, back-off. Writes once a turn. Loop thread only; must not be destroyed from
// its own callbacks.
class Link {
  public:
    struct Handlers {
        std::function<void()> on_open;  // the channel is open: output() may be filled
        std::function<void(Incoming&&)> on_incoming;
        // Before the turn's write, while open: the place to encode. True: more waits, come again at
        // once.
        std::function<bool()> on_turn_end;
        std::function<void()> on_lost;  // once for each on_open, from the end of the turn
    };

    Link(loop::Loop& loop, LinkConfig config, Login::Purpose purpose, size_t body_bytes_max,
         Handlers handlers);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    [[nodiscard]] bool is_open() const;
    [[nodiscard]] bool has_room() const;  // to encode: open, and fewer than out_bytes_max wait
    OutputBuffer& output() { return output_; }
    [[nodiscard]] const OutputBuffer& output() const { return output_; }
    [[nodiscard]] uint32_t frame_bytes_max() const;
    [[nodiscard]] uint64_t lost_count() const { return lost_count_; }
    [[nodiscard]] const std::string& name() const { return config_.name; }
    uint64_t random() { return random_(); }

    // The end of the turn shall come soon, even if nothing else happens on the loop.
    void wake();
    // Ends the connection at the end of the turn and logs in again after the back-off. Any callback
    // may call it.
    void drop(std::string reason);
    // The link has proved useful: the next back-off begins small again.
    void healthy() { backoff_.reset(); }
    // Any callback may call it. After it no handler is called.
    void close();

  private:
    struct Waiting {};    // for the back-off
    struct LoggingIn {};  // on the worker
    struct Open {
        std::unique_ptr<Session> session;
        Heartbeat heartbeat;
        base::MonoTime opened;
        std::unique_ptr<loop::FdWatch> watch;  // after the session: ends before the socket does
        std::string drop_reason;               // not empty: to be ended at the end of the turn
    };
    struct Closed {
        std::optional<Open> remains;  // until the end of the turn
    };

    void log_in();
    void on_login(Login::Answer answer);
    void on_login_failed(const base::Error& error);
    void wait_and_retry();
    [[nodiscard]] std::string socket_error() const;
    void on_ready(loop::FdWatch::Ready ready);
    void read();
    void on_turn_end();
    void on_tick();
    void tear_down();
    void write(Open& open);
    [[nodiscard]] Open* usable();  // null unless open and not being dropped

    loop::Loop& loop_;
    const LinkConfig config_;
    const Login::Purpose purpose_;
    const size_t body_bytes_max_;
    const Handlers handlers_;
    std::mt19937_64 random_;
    base::Backoff backoff_;
    size_t next_host_ = 0;   // index into hosts
    size_t host_tried_ = 0;  // the last one
    uint64_t lost_count_ = 0;
    OutputBuffer output_;
    std::variant<Waiting, LoggingIn, Open, Closed> state_;
    loop::Timer retry_;
    loop::Timer tick_;
    loop::Timer wake_;
    loop::TurnEnd turn_end_;
    loop::Mailbox<Login::Answer> logins_;
    loop::Worker worker_;  // last: joined before the mailbox goes
};

}  // namespace amqp
