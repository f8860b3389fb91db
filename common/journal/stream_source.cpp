#include "common/journal/stream_source.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "common/amqp/subscriber.h"
#include "common/base/clock.h"
#include "common/events/event.h"
#include "common/events/topology.h"
#include "common/journal/delivered.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"

namespace journal {
namespace {

constexpr uint16_t kPrefetch = 128;
constexpr int64_t kTickMs = 2;
// The messages of the last chunk come at once. Later ones are not this reading's.
constexpr int64_t kProbeQuietUs = 500'000;
constexpr int64_t kProbeMaxUs = 2'000'000;
constexpr int64_t kProbeEmptyUs = 2'000'000;
constexpr std::chrono::seconds kSilenceMax{60};
constexpr std::chrono::seconds kFirstSilenceMax{20};  // for the link and the stream's first message

amqp::Subscription journal_end() {
    return {std::string{events::topology::kJournal}, kPrefetch,
            amqp::StreamOffset{amqp::StreamOffset::From::Last, 0}};
}

}  // namespace

// Two subscriptions on two links: one reads, the other looks for the end. Loop thread only.
class StreamSource::Reading {
  public:
    Reading(loop::Loop& loop, StreamSource& source)
        : loop_{loop},
          source_{source},
          tick_{loop, [this] { on_tick(); }},
          reader_{loop,
                  source.link_,
                  {journal_from(source.from_, kPrefetch)},
                  events::kBodyBytesMax,
                  {[this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
                   [this](uint64_t) { source_.consuming_ = true; }, [](uint64_t) {}}},
          probe_{std::make_unique<amqp::Subscriber>(
              loop, source.link_, std::vector{journal_end()}, events::kBodyBytesMax,
              amqp::Subscriber::Handlers{
                  [this](const amqp::Delivery& delivery) { on_probe(delivery); },
                  [this](uint64_t) { probe_ready_ = base::mono_now(); },
                  [this](uint64_t) { probe_ready_.reset(); }})} {
        tick_.start_every(kTickMs);
    }

  private:
    void on_delivery(amqp::Delivery delivery) {
        std::lock_guard lock{source_.mutex_};
        // A chunk begins before what was asked for; a new link begins from the start once more.
        const int64_t offset = delivery.stream_offset.value_or(-1);
        if (offset < source_.next_offset_) {
            reader_.ack(delivery.epoch, delivery.tag);
            return;
        }
        source_.next_offset_ = offset + 1;
        source_.arrived_.push_back(std::move(delivery));
        source_.changed_.notify_one();
    }

    void on_probe(const amqp::Delivery& delivery) {
        probe_->ack(delivery.epoch, delivery.tag);
        probe_heard_ = base::mono_now();
        last_ = std::max(last_, delivery.stream_offset.value_or(-1));
    }

    void on_tick() {
        if (source_.stopping_) {
            if (probe_ != nullptr) probe_->close();
            reader_.close();
            tick_.stop();
            return loop_.stop();
        }
        if (probe_ != nullptr) look_for_end(base::mono_now());
        std::vector<std::pair<uint64_t, uint64_t>> acks;
        {
            std::lock_guard lock{source_.mutex_};
            acks.swap(source_.to_ack_);
        }
        for (const auto& [epoch, tag] : acks) reader_.ack(epoch, tag);
    }

    void look_for_end(base::MonoTime now) {
        if (!probe_ready_) return;
        const bool empty = last_ < 0 && now - *probe_ready_ >= kProbeEmptyUs;
        const bool quiet = last_ >= 0 && (now - probe_heard_ >= kProbeQuietUs ||
                                          now - *probe_ready_ >= kProbeMaxUs);
        if (!empty && !quiet) return;
        probe_->close();
        probe_.reset();
        std::lock_guard lock{source_.mutex_};
        source_.last_offset_ = last_;
        source_.end_ = empty ? End::Empty : End::Known;
        source_.changed_.notify_one();
    }

    loop::Loop& loop_;
    StreamSource& source_;
    std::optional<base::MonoTime> probe_ready_;
    base::MonoTime probe_heard_;
    int64_t last_ = -1;
    loop::Timer tick_;
    amqp::Subscriber reader_;
    std::unique_ptr<amqp::Subscriber> probe_;
};

StreamSource::StreamSource(amqp::LinkConfig link, int64_t from)
    : link_{std::move(link)}, from_{from}, next_offset_{from}, thread_{[this] { run(); }} {}

StreamSource::~StreamSource() {
    stopping_ = true;
    thread_.join();
}

void StreamSource::run() {
    loop::Loop loop;
    const Reading reading{loop, *this};
    loop.run();
}

bool StreamSource::at_end() const {
    if (end_ == End::Unknown) return false;
    return end_ == End::Empty || next_offset_ > last_offset_;
}

base::Result<std::optional<Record>> StreamSource::next() {
    if (taken_.empty()) {
        std::unique_lock lock{mutex_};
        const auto moved = [this] { return !arrived_.empty() || at_end(); };
        if (!changed_.wait_for(lock, kFirstSilenceMax, moved) &&
            (!consuming_ || !changed_.wait_for(lock, kSilenceMax - kFirstSilenceMax, moved))) {
            return silence();
        }
        taken_.swap(arrived_);
        for (const auto& delivery : taken_) to_ack_.emplace_back(delivery.epoch, delivery.tag);
        if (taken_.empty()) return std::optional<Record>{};
    }
    amqp::Delivery delivery = std::move(taken_.front());
    taken_.pop_front();
    {
        // What came after the end was found belongs to a later reading.
        std::lock_guard lock{mutex_};
        if (end_ == End::Empty) return std::optional<Record>{};
        if (end_ == End::Known && *delivery.stream_offset > last_offset_) {
            return std::optional<Record>{};
        }
    }
    return std::optional{record_of(std::move(delivery))};
}

base::Error StreamSource::silence() const {
    if (consuming_) return {base::Errc::Retryable, "journal: nothing from the broker for 60 s"};
    std::string hosts;
    for (const std::string& host : link_.hosts)
        hosts.append(hosts.empty() ? "" : ", ").append(host);
    return {base::Errc::Fatal, "journal: the broker does not give us the stream (" + hosts +
                                   ", vhost " + link_.vhost + "); the log has the reason"};
}

std::optional<int64_t> StreamSource::last_offset() const {
    std::lock_guard lock{mutex_};
    if (end_ != End::Known) return std::nullopt;
    return last_offset_;
}

}  // namespace journal
