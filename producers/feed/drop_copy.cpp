#include "producers/feed/drop_copy.h"

#include <utility>
#include <variant>

#include "common/base/clock.h"
#include "common/log/log.h"

namespace feed {
namespace {

constexpr int64_t kTickMs = 500;
constexpr uint64_t kPlacesOfMessage = 2;

void write_text(const fix::Message& message, std::string& text) {
    text.assign("35=").append(message.type).append("|34=").append(std::to_string(message.seq));
    for (const fix::Tag& tag : message.fields) {
        text.append("|").append(std::to_string(tag.number)).append("=").append(tag.value);
    }
}

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
               config_.dialect, arrivals_, metrics_},
      engine_{config_.engine, session_},
      tick_{loop, [this] { on_tick(); }} {}

DropCopy::~DropCopy() { stop(); }

void DropCopy::start(const From& from, std::function<void()> on_ready) {
    on_ready_ = std::move(on_ready);
    position_ = from.position;
    session_.begin(engine_, static_cast<int64_t>(from.position / kPlacesOfMessage) + 1, from.day);
    problem_ = engine_.start();
    tick_.start_every(kTickMs);
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
        return put(std::move(record));
    }
    message_ = std::move(arrival.message);
    const uint64_t end = static_cast<uint64_t>(message_.seq) * kPlacesOfMessage;
    fill_up_to(end - kPlacesOfMessage);
    const uint64_t done = position_ + kPlacesOfMessage - end;  // by an earlier life: 0 or 1
    const size_t own_at = count_;
    read_message();
    position_ = end;
    base::must(count_ == own_at + kPlacesOfMessage);
    if (done == 0) return;
    base::must(own_at == 0);
    first_ = done;
    count_ -= done;
}

void DropCopy::fill_up_to(uint64_t position) {
    if (position <= position_) return;
    put(nothing(position - position_));
    position_ = position;
}

void DropCopy::put(Record record) { records_[count_++] = std::move(record); }

// Makes the two records of the message.
void DropCopy::read_message() {
    write_text(message_, text_);
    auto read = fix::read_from_exchange(message_, config_.dialect);
    if (!read.ok()) return refuse(read.error().what);
    fix::FromExchange what = std::move(read).value();
    if (auto* report = std::get_if<fix::ExecutionReport>(&what)) {
        report_ = std::move(*report);
        return read_report();
    }
    if (const auto* unknown = std::get_if<fix::Unknown>(&what)) {
        return refuse("35 MsgType: " + unknown->type + " is no message of a drop copy");
    }
    if (std::holds_alternative<fix::MessageReject>(what)) {
        logging::error("the counterparty rejects a message of ours", {{"text", text_}});
    }
    metrics_.ignored.add();
    put(nothing(kPlacesOfMessage - 1));
    put(nothing(1));
}

void DropCopy::read_report() {
    metrics_.reports.add();
    // Booked once all the same: the books know the trade by its ExecID.
    if (report_.poss_resend) metrics_.repeats.add();
    complete(report_);
    const ProductChoice product = config_.products.choose(report_.product, report_.account);
    if (product.unknown_text) metrics_.product_unknown.add();
    (product.from == ProductFrom::Order      ? metrics_.product_of_order
     : product.from == ProductFrom::Customer ? metrics_.product_of_customer
                                             : metrics_.product_default)
        .add();
    ReportEvents events = events_of(report_, product.product, config_.partitions);
    if (!events.refusal.empty() && !events.trade) return refuse(std::move(events.refusal));
    for (const auto& event : {events.trade, events.order}) {
        if (!event) continue;
        Record record;
        record.event = *event;
        record.text = text_;
        record.own = events.own;
        put(std::move(record));
    }
    if (!events.refusal.empty()) {  // the trade's order is no event
        Record record;
        record.refusal = std::move(events.refusal);
        record.text = text_;
        return put(std::move(record));
    }
    if (!events.trade) put(nothing(1));
    if (!events.order) put(nothing(1));
}

void DropCopy::refuse(std::string why) {
    Record record;
    record.refusal = std::move(why);
    record.text = text_;
    put(std::move(record));
    put(nothing(1));
}

void DropCopy::on_tick() {
    metrics_.logged_on.set(session_.logged_on() ? 1 : 0);
    metrics_.silence_seconds.set_us(base::mono_now().us - session_.heard_us());
    metrics_.waiting.set(static_cast<int64_t>(arrivals_.size()));
}

std::vector<std::string> DropCopy::not_ready() const {
    if (session_.logged_on()) return {};
    return {"exchange: not logged on"};
}

}  // namespace feed
