#include "producers/ctl/messages/letter_box.h"

#include <algorithm>
#include <deque>
#include <map>

#include "common/amqp/publisher.h"
#include "common/amqp/subscriber.h"
#include "common/events/event.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"
#include "producers/ctl/messages/letter.h"

namespace ctl {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr int64_t kQuietMs = 500;  // a queue says nothing when it is empty
constexpr int64_t kConnectMs = 10'000;
constexpr int64_t kProgressMs = 10'000;  // without any: more than the slowest rate's pause
constexpr int64_t kGoodByeMs = 100;      // for the last acknowledgements to leave

using Decide = std::function<Result<std::vector<Take>>(const std::vector<amqp::Delivery>&)>;

class LetterBox {
  public:
    LetterBox(const amqp::LinkConfig& link, const LetterQueue& queue, const Decide& decide)
        : limit_{queue.limit},
          rate_{queue.rate},
          returns_behind_{queue.watch_returns_behind},
          decide_{decide},
          patience_{loop_, [this] { fail("the broker has not answered in time"); }},
          quiet_{loop_, [this] { begin_work(); }},
          next_{loop_, [this] { take_next(); }},
          end_{loop_, [this] { loop_.stop(); }},
          publisher_{loop_, link, {}, [this] { on_confirmed(); }},
          subscriber_{loop_,
                      link,
                      {{queue.name, prefetch_of(queue), {}}},
                      events::kBodyBytesMax,
                      {[this](amqp::Delivery letter) { on_letter(std::move(letter)); },
                       [this](uint64_t) { quiet_.start_once(kQuietMs); },
                       [this](uint64_t) { fail("the connection to the broker was lost"); }}} {}

    Result<LettersWorked> run() {
        patience_.start_once(kConnectMs);
        loop_.run();
        subscriber_.close();
        publisher_.close();
        if (error_) return *error_;
        return LettersWorked{taken_, came_back_};
    }

  private:
    // With returns to be seen, room for all that is there and for all that comes back.
    static uint16_t prefetch_of(const LetterQueue& queue) {
        const int64_t all = queue.watch_returns_behind.value_or(0) + queue.limit;
        return static_cast<uint16_t>(std::min<int64_t>(all, UINT16_MAX));
    }

    void on_letter(amqp::Delivery letter) {
        ++delivered_;
        if (working_) return on_late(letter);
        letters_.push_back(std::move(letter));
        if (letters_.size() == limit_) return begin_work();
        quiet_.start_once(kQuietMs);
    }

    // Beyond the limit, or come back; it goes back to its place.
    void on_late(const amqp::Delivery& letter) {
        if (!returns_behind_ || delivered_ <= *returns_behind_) return;
        const auto sent = sent_.find(letter_id(letter));
        if (sent == sent_.end()) return;
        ++came_back_;
        if (--sent->second == 0) sent_.erase(sent);
        if (end_.running()) end_.start_once(kQuietMs);
    }

    void begin_work() {
        if (working_) return;
        working_ = true;
        quiet_.stop();
        patience_.stop();
        auto takes = decide_(letters_);
        if (!takes.ok()) {
            error_ = takes.error();
            return loop_.stop();
        }
        waiting_.assign(takes.value().begin(), takes.value().end());
        if (waiting_.empty()) return loop_.stop();
        patience_.start_once(kProgressMs);
        take_next();
    }

    void take_next() {
        if (waiting_.empty()) return;
        Take& take = waiting_.front();
        if (take.send) {
            if (!publisher_.try_publish(*take.send)) return next_.start_once(kGoodByeMs);
            unconfirmed_.push_back(take.letter);
            ++sent_[letter_id(letters_[take.letter])];
        } else {
            acknowledge(take.letter);
        }
        waiting_.pop_front();
        patience_.start_once(kProgressMs);
        if (!waiting_.empty()) return next_.start_once(std::max<int64_t>(1, 1000 / rate_));
        end_if_done();
    }

    void on_confirmed() {
        patience_.start_once(kProgressMs);
        for (; confirmed_ < publisher_.confirmed_through(); ++confirmed_) {
            acknowledge(unconfirmed_.front());
            unconfirmed_.pop_front();
        }
        end_if_done();
    }

    void acknowledge(size_t letter) {
        subscriber_.ack(letters_[letter].epoch, letters_[letter].tag);
        ++taken_;
    }

    void end_if_done() {
        if (!waiting_.empty() || !unconfirmed_.empty()) return;
        patience_.stop();
        end_.start_once(returns_behind_ ? kQuietMs : kGoodByeMs);
    }

    void fail(const std::string& why) {
        error_ = Error{Errc::Retryable, why + "; " + std::to_string(taken_) + " were taken out"};
        loop_.stop();
    }

    loop::Loop loop_;
    const uint16_t limit_;
    const int64_t rate_;
    const std::optional<int64_t> returns_behind_;
    const Decide& decide_;
    std::map<std::string, size_t> sent_;  // by id, how often, of those that have not come back
    int64_t delivered_ = 0;
    size_t came_back_ = 0;
    std::vector<amqp::Delivery> letters_;
    std::deque<Take> waiting_;
    std::deque<size_t> unconfirmed_;  // letters, in the order of publishing
    uint64_t confirmed_ = 0;
    size_t taken_ = 0;
    bool working_ = false;
    std::optional<Error> error_;
    loop::Timer patience_;
    loop::Timer quiet_;
    loop::Timer next_;
    loop::Timer end_;
    amqp::Publisher publisher_;
    amqp::Subscriber subscriber_;  // last: its callbacks reach all of the above
};

}  // namespace

Result<LettersWorked> work_letters(const amqp::LinkConfig& link, const LetterQueue& queue,
                                   const Decide& decide) {
    return LetterBox{link, queue, decide}.run();
}

}  // namespace ctl
