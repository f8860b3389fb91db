#include "consumers/ledger/journal_fetch.h"

#include <algorithm>
#include <utility>

#include "common/events/event.h"
#include "common/events/topology.h"
#include "common/log/log.h"

namespace ledger {
namespace {

constexpr uint16_t kPrefetch = 20;
constexpr int64_t kTickMs = 20;
// A stream has no end mark: this long without a message means that all of it has been read.
constexpr int64_t kQuietUs = 3'000'000;
constexpr int64_t kConnectUs = 60'000'000;
constexpr int64_t kRecentSeconds = 900;
// A closed reader may still wait for its login's answer; to destroy it sooner would make the loop
// wait too.
constexpr int64_t kPauseMs = 8'000;

}  // namespace

JournalFetch::JournalFetch(loop::Loop& loop, amqp::LinkConfig link, int32_t partitions, Push push)
    : loop_{loop},
      link_{std::move(link)},
      push_{std::move(push)},
      wanted_(static_cast<size_t>(partitions), false),
      readings_(static_cast<size_t>(partitions), 0),
      next_(static_cast<size_t>(partitions), false),
      tick_{loop, [this] { on_tick(); }},
      pause_{loop, [this] {
                 reader_.reset();
                 if (std::find(next_.begin(), next_.end(), true) != next_.end()) start();
             }} {}

void JournalFetch::want(int32_t partition) {
    next_[static_cast<size_t>(partition)] = true;
    if (reader_ == nullptr) start();
}

void JournalFetch::start() {
    wanted_ = std::exchange(next_, std::vector<bool>(next_.size(), false));
    bool all = false;
    for (size_t i = 0; i < wanted_.size(); ++i)
        all = all || (wanted_[i] && readings_[i]++ % 2 == 1);
    amqp::StreamOffset from;
    if (!all) {
        from = {amqp::StreamOffset::From::Timestamp,
                base::wall_now().us / 1'000'000 - kRecentSeconds};
    }
    logging::warn("reading the stream for missing events",
                  {{"from", all ? "its beginning" : "15 minutes ago"}});
    heard_ = base::mono_now();
    ready_ = false;
    amqp::Subscription journal{std::string{events::topology::kJournal}, kPrefetch, from};
    reader_ = std::make_unique<amqp::Subscriber>(
        loop_, link_, std::vector{std::move(journal)}, events::kBodyBytesMax,
        amqp::Subscriber::Handlers{
            [this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
            [this](uint64_t) {
                ready_ = true;
                heard_ = base::mono_now();
            },
            [this](uint64_t) {
                ready_ = false;
                waiting_.clear();
                handed_to_ = 0;
            }});
    tick_.start_every(kTickMs);
}

void JournalFetch::on_delivery(amqp::Delivery delivery) {
    heard_ = base::mono_now();
    waiting_.push_back(std::move(delivery));
}

bool JournalFetch::hand_over(const amqp::Delivery& delivery) {
    for (; handed_to_ < wanted_.size(); ++handed_to_) {
        if (!wanted_[handed_to_]) continue;
        Inbound copy{0, 0, delivery.content_encoding, delivery.body};
        if (!push_(static_cast<int32_t>(handed_to_), std::move(copy))) return false;
    }
    handed_to_ = 0;
    return true;
}

void JournalFetch::on_tick() {
    while (!waiting_.empty() && hand_over(waiting_.front())) {
        reader_->ack(waiting_.front().epoch, waiting_.front().tag);
        waiting_.pop_front();
        // A partition may have been slow to take it; only from now on the broker sends more.
        heard_ = base::mono_now();
    }
    const int64_t quiet_us = base::mono_now() - heard_;
    if (waiting_.empty() && quiet_us >= (ready_ ? kQuietUs : kConnectUs)) finish();
}

void JournalFetch::finish() {
    logging::info("stream read");
    close();
    pause_.start_once(kPauseMs);
}

void JournalFetch::close() {
    tick_.stop();
    pause_.stop();
    if (reader_ != nullptr) reader_->close();
    waiting_.clear();
    handed_to_ = 0;
}

}  // namespace ledger
