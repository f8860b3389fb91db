#include "common/amqp/publisher.h"

#include <utility>

#include "common/amqp/encode.h"
#include "common/base/clock.h"
#include "common/log/log.h"

namespace amqp {

namespace {

constexpr int64_t kResendFirstMs = 200;
constexpr int64_t kResendMaxMs = 10'000;
constexpr int64_t kSettleMs = 10'000;  // for what is outstanding after a refusal
// A broker under load confirms within a second or two, and in ten a quorum queue elects a new
// leader. What is owed for longer may never come, and a repeat does no harm.
constexpr int64_t kOwedUsMax = 10'000'000;
constexpr int64_t kOwedTickMs = 1000;
constexpr size_t kNoBodies = 0;  // of returned messages

}  // namespace

Publisher::Publisher(loop::Loop& loop, LinkConfig config, Limits limits,
                     std::function<void()> on_progress)
    : loop_{loop},
      on_progress_{std::move(on_progress)},
      confirms_{limits},
      resend_backoff_{kResendFirstMs, kResendMaxMs},
      resend_timer_{loop, [this] { confirms_.rewind(); }},
      settle_timer_{loop, [this] { link_.drop("confirms did not come after a refusal"); }},
      owed_{kOwedUsMax},
      owed_timer_{loop, [this] { watch_owed(); }},
      link_{loop, std::move(config), Login::Purpose::Publish, kNoBodies,
            Link::Handlers{
                .on_open = [this] { on_open(); },
                .on_incoming = [this](Incoming&& incoming) { on_incoming(std::move(incoming)); },
                .on_turn_end = [this] { return on_turn_end(); },
                .on_lost = [this] { on_lost(); }}} {
    owed_timer_.start_every(kOwedTickMs);
}

bool Publisher::has_room() const { return confirms_.has_room(); }

std::optional<uint64_t> Publisher::try_publish(Message& message) {
    loop_.check_thread();
    const std::optional<uint64_t> number = confirms_.add(message, base::mono_now());
    if (number) link_.wake();
    return number;
}

uint64_t Publisher::confirmed_through() const { return confirms_.confirmed_through(); }

Publisher::State Publisher::state() const {
    return {.connected = link_.is_open(),
            .blocked = blocked_,
            .unconfirmed_messages = confirms_.messages(),
            .unconfirmed_bytes = confirms_.bytes(),
            .oldest_unconfirmed_us = confirms_.oldest_us(base::mono_now()),
            .output_bytes = link_.output().size(),
            .reconnects = link_.lost_count(),
            .nacks = confirms_.nacks(),
            .returned = returned_,
            .resent = confirms_.resent()};
}

void Publisher::close() {
    loop_.check_thread();
    resend_timer_.stop();
    settle_timer_.stop();
    owed_timer_.stop();
    link_.close();
}

void Publisher::on_open() { confirms_.on_channel_open(); }

void Publisher::on_lost() {
    blocked_ = false;
    confirms_.on_channel_lost();
    owed_.begin_anew();
    watch_refusal();
}

void Publisher::on_incoming(Incoming&& incoming) {
    if (const auto* ack = std::get_if<Confirmed>(&incoming)) {
        if (!confirms_.on_ack(ack->tag, ack->multiple)) link_.drop("an ack of an unknown tag");
    } else if (const auto* nack = std::get_if<Refused>(&incoming)) {
        owed_.begin_anew();
        if (!confirms_.on_nack(nack->tag, nack->multiple)) link_.drop("a nack of an unknown tag");
    } else if (const auto* returned = std::get_if<Returned>(&incoming)) {
        ++returned_;
        // One line for all that comes back before the next attempt.
        if (confirms_.phase() == Confirms::Phase::Sending) {
            logging::error("a message has no queue", {{"link", link_.name()},
                                                      {"exchange", returned->exchange},
                                                      {"routing_key", returned->routing_key},
                                                      {"reason", returned->reply_text}});
        }
        confirms_.on_return();
    } else if (const auto* blocked = std::get_if<Blocked>(&incoming)) {
        blocked_ = true;
        logging::warn("the broker takes no messages",
                      {{"link", link_.name()}, {"reason", blocked->reason}});
    } else if (std::holds_alternative<Unblocked>(incoming)) {
        blocked_ = false;
        logging::info("the broker takes messages again", {{"link", link_.name()}});
    }
}

bool Publisher::on_turn_end() {
    report_progress();
    watch_refusal();
    encode_waiting();
    return !blocked_ && confirms_.next_to_send() != nullptr;
}

void Publisher::report_progress() {
    if (confirms_.confirmed_through() == reported_through_) return;
    reported_through_ = confirms_.confirmed_through();
    link_.healthy();
    resend_backoff_.reset();
    on_progress_();
}

void Publisher::watch_refusal() {
    const Confirms::Phase phase = confirms_.phase();
    // A blocked broker settles nothing, and that is no fault of the link.
    if (phase != Confirms::Phase::Settling || blocked_) {
        settle_timer_.stop();
    } else if (!settle_timer_.running()) {
        settle_timer_.start_once(kSettleMs);
    }
    if (phase != Confirms::Phase::Refused) {
        resend_timer_.stop();
    } else if (!resend_timer_.running()) {
        resend_timer_.start_once(resend_backoff_.next_ms(link_.random()));
    }
}

void Publisher::watch_owed() {
    const bool owed = link_.is_open() && !blocked_ && confirms_.outstanding() > 0;
    if (owed_.on_tick(base::mono_now(), owed, confirms_.confirmed_through())) {
        link_.drop("the broker has owed a confirm for 10 s");
    }
}

void Publisher::encode_waiting() {
    while (!blocked_ && link_.has_room()) {
        const Message* const message = confirms_.next_to_send();
        if (message == nullptr) return;
        encode_publish(link_.output(), *message, link_.frame_bytes_max());
        confirms_.sent();
    }
}

}  // namespace amqp
