#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/message.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"

namespace http {

// The bytes of one server-sent event. `name` without line ends; the lines of `data` arrive joined
// as they were. Source: WHATWG HTML, "Server-sent events", section 9.2.6.
std::string sent_event(std::string_view name, std::string_view data);

// The same events to all who listen. A bounded number may; who does not take what was sent is
// dropped, and the browser comes back by itself. A comment is sent now and then, so that a dead
// line is noticed at both ends. Loop thread only.
class EventStream {
  public:
    struct Limits {
        size_t viewers_max = 32;
        size_t waiting_bytes_max = 1024 * 1024;  // of one viewer
        int64_t heartbeat_ms = 10'000;
    };
    EventStream(loop::Loop& loop, Limits limits);
    ~EventStream();

    // The answer to one who wants to listen; `first`, events, goes to him alone. `pass` is what he
    // was let in by. 503 with Retry-After where there is no room.
    Response open(std::string_view first, std::string pass = {});
    void send(std::string_view events);
    // Ends the streams of those whose pass is no longer good.
    void end_unless(const std::function<bool(const std::string& pass)>& good);

    [[nodiscard]] size_t viewers();
    // Of those, how many were dropped because they were too slow.
    [[nodiscard]] int64_t dropped() const { return dropped_; }

  private:
    struct Viewer {
        std::string pass;
        std::shared_ptr<Outlet> outlet;
    };

    void forget_closed();

    const Limits limits_;
    std::vector<Viewer> viewers_;
    int64_t dropped_ = 0;
    loop::Timer heartbeat_;
};

}  // namespace http
