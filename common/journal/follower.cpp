#include "common/journal/follower.h"

#include <string>
#include <utility>

#include "common/events/event.h"
#include "common/journal/delivered.h"
#include "common/journal/record_mark.h"
#include "common/log/log.h"

namespace journal {
namespace {

constexpr int64_t kTickMs = 50;
constexpr int64_t kRecogniseUs = 30'000'000;

}  // namespace

Follower::Follower(loop::Loop& loop, Settings settings)
    : loop_{loop},
      settings_{std::move(settings)},
      handover_{loop, settings_.prefetch, [this](Report report) { on_report(std::move(report)); }},
      tick_{loop, [this] { on_tick(); }} {
    tick_.start_every(kTickMs);
}

void Follower::read_from(int64_t offset, std::optional<uint64_t> before) {
    next_offset_ = offset;
    before_ = before;
    settings_.connected.set(0);
    renew_ = true;
}

void Follower::subscribe() {
    renew_ = false;
    told_ = false;
    to_recognise_ = before_.has_value();
    const int64_t from = to_recognise_ ? next_offset_ - 1 : next_offset_;
    subscriber_ = std::make_unique<amqp::Subscriber>(
        loop_, settings_.link, std::vector{journal_from(from, settings_.prefetch)},
        events::kBodyBytesMax,
        amqp::Subscriber::Handlers{
            [this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
            [this](uint64_t) { on_consuming(); }, [this](uint64_t) { on_lost(); }});
}

void Follower::on_consuming() {
    settings_.connected.set(1);
    asked_ = base::mono_now();
}

void Follower::on_delivery(amqp::Delivery delivery) {
    if (renew_ || failed_) return;
    if (!delivery.stream_offset) return fail("a message of the journal has no offset");
    const int64_t offset = *delivery.stream_offset;
    if (to_recognise_ && offset >= next_offset_ - 1) {
        to_recognise_ = false;
        if (offset < next_offset_) return recognise(std::move(delivery));
        // Else the stream has let go of it: what is missing shows in the offsets.
    }
    if (offset < next_offset_) {  // a chunk begins before what was asked for
        return subscriber_->ack(delivery.epoch, delivery.tag);
    }
    const uint64_t epoch = delivery.epoch;
    const uint64_t tag = delivery.tag;
    Record record = record_of(std::move(delivery));
    before_ = mark_of(record);
    if (!handover_.try_push({epoch, tag, std::move(record), base::mono_now()})) {
        return fail("more messages than the prefetch and a chunk");
    }
    ++with_worker_;
    next_offset_ = offset + 1;
}

void Follower::recognise(amqp::Delivery delivery) {
    const uint64_t epoch = delivery.epoch;
    const uint64_t tag = delivery.tag;
    if (mark_of(record_of(std::move(delivery))) != before_) {
        return fail("at offset " + std::to_string(next_offset_ - 1) +
                    " the journal holds another message than before: it is another journal");
    }
    subscriber_->ack(epoch, tag);
}

// A stream that is shorter than what was read gives nothing at all.
bool Follower::waits_in_vain() const {
    return to_recognise_ && settings_.connected.value() != 0 &&
           base::mono_now() - asked_ > kRecogniseUs;
}

// Another subscriber reads on behind what was received: this one would begin where it began.
void Follower::on_lost() {
    settings_.connected.set(0);
    settings_.reconnects.add();
    renew_ = true;
}

void Follower::on_tick() {
    if (waits_in_vain() && !std::exchange(told_, true)) {
        logging::error("the journal does not give what was read of it before: it is another one",
                       {{"offset", next_offset_ - 1}});
    }
    if (!renew_ || failed_) return;
    if (subscriber_ != nullptr) subscriber_->close();
    if (with_worker_ > 0) return;
    subscriber_.reset();
    subscribe();
}

void Follower::on_report(Report report) {
    if (const auto* settled = std::get_if<Settled>(&report)) {
        with_worker_ -= settled->tags.size();
        if (renew_ || subscriber_ == nullptr) return;
        for (const uint64_t tag : settled->tags) subscriber_->ack(settled->epoch, tag);
    } else if (const auto* from = std::get_if<ReadFrom>(&report)) {
        read_from(from->offset);
    } else {
        fail(std::get<Failed>(report).why);
    }
}

void Follower::fail(const std::string& why) {
    if (failed_) return;
    logging::error(settings_.failure, {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

std::vector<std::string> Follower::not_ready() const {
    if (settings_.connected.value() == 0) return {"broker: not consuming"};
    if (waits_in_vain()) return {"journal: another one than before, it ends before what was read"};
    return {};
}

void Follower::stop() {
    tick_.stop();
    handover_.close();
    if (subscriber_ != nullptr) subscriber_->close();
}

}  // namespace journal
