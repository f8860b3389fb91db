#include "producers/feed/drop_copy.h"

#include <algorithm>
#include <utility>

#include "common/base/clock.h"
#include "common/base/crc32.h"
#include "common/events/partition.h"
#include "common/fix/letter_text.h"
#include "common/fix/store_room.h"
#include "common/log/log.h"

namespace feed {
namespace {

constexpr int64_t kLookMs = 500;
constexpr int64_t kHoleUs = 20'000'000;  // more than any resend takes to begin
constexpr uint64_t kPlacesOfMessage = 2;

Record nothing(uint64_t places) {
    Record record;
    record.nothing = places;
    return record;
}

}  // namespace

DropCopy::DropCopy(loop::Loop& loop, DropCopyConfig config, metrics::Registry& registry)
    : config_{std::move(config)},
      metrics_{registry},
      wake_{loop, 1, [this](bool) { on_ready_(); }},
      // A wake-up that finds another one under way has nothing to add.
      arrivals_{config_.waiting_messages_max, [this] { (void)wake_.try_post(true); }},
      session_{config_.engine.sessions.front().name, config_.engine.sessions.front().heartbeat_s,
               config_.mapping.dialect, arrivals_, metrics_},
      engine_{config_.engine, session_},
      tick_{loop, [this] { on_tick(); }},
      mapping_{config_.mapping} {}

DropCopy::~DropCopy() { stop(); }

void DropCopy::start(const From& from, std::function<void()> on_ready) {
    on_ready_ = std::move(on_ready);
    position_ = from.position;
    session_.begin(engine_, static_cast<int64_t>(from.position / kPlacesOfMessage) + 1, from.mark,
                   from.day);
    problem_ = engine_.start();
    tick_.start_every(kLookMs);
    if (!problem_.empty()) (void)wake_.try_post(true);
}

void DropCopy::stop() {
    arrivals_.close();  // the engine's thread may be waiting for room
    engine_.stop();
    tick_.stop();
}

Source::Look DropCopy::look() {
    if (!problem_.empty()) return Look::Failed;
    while (count_ == 0) {
        auto arrival = arrivals_.pop();
        if (!arrival) return Look::NotYet;
        take(std::move(*arrival));
    }
    return Look::Ready;
}

void DropCopy::pop() {
    ++first_;
    --count_;
}

void DropCopy::take(Arrival arrival) {
    first_ = 0;
    if (arrival.reset) {
        position_ = 0;
        Record record;
        record.reset = true;
        record.day_begins = arrival.day_begins;
        return put(std::move(record));
    }
    message_ = std::move(arrival.message);
    if (message_.seq == 0) return take_unusable();
    const uint64_t end = static_cast<uint64_t>(message_.seq) * kPlacesOfMessage;
    fill_up_to(end - kPlacesOfMessage);
    uint64_t done = position_ + kPlacesOfMessage - end;  // by an earlier life: 0 or 1
    const size_t own_at = count_;
    read_message();
    position_ = end;
    base::must(count_ - own_at - (records_[own_at].unplaced || records_[own_at + 1].unplaced) ==
               kPlacesOfMessage);
    records_[count_ - 1].mark = mark_of(message_);
    base::must(done == 0 || own_at == 0);
    for (; done > 0; pop()) {
        if (!front().unplaced) --done;
    }
}

// The fields by which places have numbers (fix::places_of), and how: a rule of its own.
uint32_t DropCopy::numbering_rule() const {
    const fix::Dialect& dialect = config_.mapping.dialect;
    const std::string rule = "places|" + std::to_string(dialect.account_tag) + "|" +
                             std::to_string(dialect.day_tag) + "|" +
                             std::to_string(dialect.utc_offset_s);
    return std::max<uint32_t>(1, base::crc32(rule));
}

void DropCopy::take_unusable() {
    text_ = fix::letter_text(message_);
    put_refusal(message_.problem);
}

void DropCopy::fill_up_to(uint64_t position) {
    if (position <= position_) return;
    put(nothing(position - position_));
    position_ = position;
}

void DropCopy::put(Record record) { records_[count_++] = std::move(record); }

// Makes the records of the message's two places.
void DropCopy::read_message() {
    using Kind = reports::Mapping::Outcome::Kind;
    text_ = fix::letter_text(message_);
    places_ = fix::places_of(message_, config_.mapping.dialect);
    reports::Mapping::Outcome outcome = mapping_.map(message_);
    if (outcome.product) count(outcome);
    if (outcome.kind == Kind::Refused) return refuse(std::move(outcome.refusal));
    if (outcome.kind == Kind::Report) return put_report(std::move(outcome));
    if (outcome.reject) {
        logging::error("the counterparty rejects a message of ours", {{"text", text_}});
    }
    metrics_.ignored.add();
    put(nothing(1));
    put(nothing(1));
}

void DropCopy::count(const reports::Mapping::Outcome& outcome) {
    metrics_.reports.add();
    // Booked once all the same: the books know the trade by its ExecID.
    if (outcome.repeated) metrics_.repeats.add();
    if (outcome.product->unknown_text) metrics_.product_unknown.add();
    using reports::ProductFrom;
    const ProductFrom from = outcome.product->from;
    (from == ProductFrom::Order      ? metrics_.product_of_order
     : from == ProductFrom::Customer ? metrics_.product_of_customer
                                     : metrics_.product_default)
        .add();
}

void DropCopy::put_report(reports::Mapping::Outcome outcome) {
    const reports::ReportEvents& events = outcome.events;
    put_event(events.trade, events.own, places_.numbers > 1);
    if (!outcome.refusal.empty()) put_refusal(std::move(outcome.refusal));  // of the order's state
    put_event(events.order, events.own, places_.numbers > 0);
}

void DropCopy::put_event(const std::optional<events::Event>& event, bool own, bool has_number) {
    if (!event && !has_number) return put(nothing(1));
    Record record;
    if (event) {
        record.event = *event;
        record.text = text_;
        record.own = own;
    } else {
        record.empty = {places_.day,
                        events::partition_of(places_.account, config_.mapping.partitions)};
    }
    put(std::move(record));
}

void DropCopy::refuse(std::string why) {
    put_refusal(std::move(why));
    put_event({}, false, places_.numbers > 1);
    put_event({}, false, places_.numbers > 0);
}

void DropCopy::put_refusal(std::string why) {
    Record record;
    record.refusal = std::move(why);
    record.text = text_;
    record.unplaced = true;
    put(std::move(record));
}

void DropCopy::on_tick() {
    metrics_.logged_on.set(session_.logged_on() ? 1 : 0);
    metrics_.silence_seconds.set_us(base::mono_now().us - session_.heard_us());
    metrics_.waiting.set(static_cast<int64_t>(arrivals_.size()));
    watch_for_holes();
}

void DropCopy::watch_for_holes() {
    const std::string& session = config_.engine.sessions.front().name;
    const bool refused = arrivals_.is_full() || (session_.had_no_room() && !session_.logged_on());
    hole_.look(base::mono_now(), engine_.their_next(session), session_.seen(), session_.stream(),
               refused);
    const auto hole = hole_.open_for(kHoleUs);
    metrics_.hole_seconds.set_us(hole ? hole->age_us : 0);
    if (hole && !hole_told_) {
        logging::error("the counterparty does not send messages that it was asked for",
                       {{"session", session}, {"missing", hole->first}, {"seen", hole->last}});
    }
    hole_told_ = hole.has_value();
}

std::vector<std::string> DropCopy::not_ready() const {
    std::vector<std::string> reasons;
    if (!session_.logged_on()) reasons.emplace_back("exchange: not logged on");
    if (std::string full = fix::store_problem(config_.engine.store_dir); !full.empty()) {
        reasons.push_back(std::move(full));
    }
    if (const auto hole = hole_.open_for(kHoleUs)) {
        reasons.push_back("exchange: does not send message " + std::to_string(hole->first) +
                          ", has sent " + std::to_string(hole->last));
    }
    return reasons;
}

}  // namespace feed
