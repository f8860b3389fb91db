#include "common/journal/mark_request.h"

#include <utility>

#include "common/amqp/publisher.h"
#include "common/base/clock.h"
#include "common/events/topology.h"
#include "common/journal/marks.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"

namespace journal {
namespace {

constexpr int64_t kLookMs = 10;
constexpr int64_t kAgainUs = 5'000'000;
constexpr amqp::Publisher::Limits kWindow{.messages_max = 10, .bytes_max = 1 << 16};

}  // namespace

MarkRequest::MarkRequest(amqp::LinkConfig link, std::string folder)
    : link_{std::move(link)}, folder_{std::move(folder)}, token_{new_token()}, thread_{[this] {
          run();
      }} {}

MarkRequest::~MarkRequest() {
    stopping_ = true;
    thread_.join();
}

std::optional<int64_t> MarkRequest::through() const {
    const std::lock_guard lock{mutex_};
    return through_;
}

std::optional<int64_t> MarkRequest::wait(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    answered_.wait_for(lock, time, [this] { return through_.has_value(); });
    return through_;
}

void MarkRequest::look() {
    const auto found = find_mark(folder_, token_);
    if (!found) return;
    const std::lock_guard lock{mutex_};
    through_ = found;
    answered_.notify_all();
}

void MarkRequest::run() {
    loop::Loop loop;
    amqp::Publisher publisher{loop, link_, kWindow, [] {}};
    uint64_t number = 0;  // of the last mark
    base::MonoTime put;
    loop::Timer tick{loop, [&] {
                         if (stopping_ || through()) {
                             publisher.close();
                             tick.stop();
                             return loop.stop();
                         }
                         // Only one at a time is on its way.
                         const bool confirmed = publisher.confirmed_through() >= number;
                         const bool due = number == 0 || base::mono_now() - put > kAgainUs;
                         if (confirmed && due) {
                             amqp::Message mark;  // the default exchange: the key is the queue
                             mark.routing_key = events::topology::kRecord;
                             mark.body = mark_body(token_);
                             number = publisher.try_publish(mark).value_or(number);
                             put = base::mono_now();
                         }
                         look();
                     }};
    tick.start_every(kLookMs);
    loop.run();
}

}  // namespace journal
