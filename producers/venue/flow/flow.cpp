#include "producers/venue/flow/flow.h"

#include <algorithm>
#include <utility>

#include "common/base/clock.h"
#include "common/csv/table.h"
#include "common/log/log.h"
#include "producers/venue/desk/json_row.h"
#include "producers/venue/members/outbox.h"

namespace flow {
namespace {

constexpr const char* kOrders = "orders";
constexpr const char* kDropCopy = "drop_copy";
constexpr int64_t kTurnMs = 5;
constexpr int64_t kProgressUs = 5'000'000;
constexpr int64_t kAnswerUs = 5'000'000;
constexpr size_t kInboxMessages = 200'000;
constexpr int64_t kPerTurnMax = 500;

int64_t now_us() { return base::mono_now().us; }

// The smallest value that at least so many of a hundred did not exceed.
int64_t percentile(const metrics::Histogram& histogram, int64_t percent) {
    const auto snapshot = histogram.snapshot();
    const int64_t wanted = (snapshot.count * percent + 99) / 100;
    for (const auto& bucket : snapshot.buckets) {
        if (bucket.cumulative >= wanted) return bucket.upper;
    }
    return 0;
}

}  // namespace

Flow::Flow(loop::Loop& loop, FlowConfig config, const std::vector<venue::Listing>& listings,
           std::function<void(const std::string&)> on_end)
    : config_{std::move(config)},
      on_end_{std::move(on_end)},
      has_drop_copy_{config_.engine.sessions.size() > 1},
      inbox_{loop, kInboxMessages,
             [this](venue::Arrival arrival) { on_arrival(std::move(arrival)); }},
      engine_{config_.engine, inbox_},
      trader_{listings, config_.trader},
      latency_{metrics::Buckets::durations()},
      timer_{loop, [this] { pump(); }} {}

std::string Flow::start() {
    last_answer_us_ = told_us_ = now_us();
    timer_.start_every(kTurnMs);
    engine_.rewind(kDropCopy, 1);  // the books are the whole day's
    return engine_.start();
}

void Flow::on_arrival(venue::Arrival arrival) {
    if (finished_) return;
    if (const auto* message = std::get_if<fix::Message>(&arrival)) {
        return message->session == kOrders ? on_orders(*message) : on_drop_copy(*message);
    }
    if (const auto* on = std::get_if<venue::LoggedOn>(&arrival)) return on_logged_on(on->session);
    if (std::get<venue::LoggedOut>(arrival).session == kOrders) logged_on_ = false;
}

// What was asked before the connection went may have arrived or not. A cancellation or change may
// be asked twice; of an order the exchange says first whether it has it.
void Flow::on_logged_on(const std::string& session) {
    if (session != kOrders) return;
    logged_on_ = true;
    const int64_t now = now_us();
    if (began_us_ == 0) began_us_ = now;
    ask_about(open_.to_ask_about(now, now));
}

void Flow::ask_about(const std::vector<Action>& unanswered) {
    for (const Action& action : unanswered) {
        ++asked_again_;
        const auto* order = std::get_if<fix::NewOrder>(&action);
        if (order == nullptr) {
            send(action);
            continue;
        }
        const fix::StatusRequest status{order->client_order_id, "", order->account,
                                        order->instrument, order->side};
        engine_.send(kOrders, fix::write(status, config_.dialect));
    }
}

void Flow::on_orders(const fix::Message& message) {
    const auto read = fix::read_from_exchange(message, config_.dialect);
    if (!read.ok()) {
        logging::error("unreadable", {{"reason", read.error().what}});
        return;
    }
    last_answer_us_ = now_us();
    if (const auto* report = std::get_if<fix::ExecutionReport>(&read.value())) {
        return on_report(*report);
    }
    if (const auto* reject = std::get_if<fix::CancelReject>(&read.value())) {
        return answered(reject->client_order_id);
    }
    if (const auto* reject = std::get_if<fix::MessageReject>(&read.value())) {
        ++refused_;
        logging::warn("message refused", {{"text", reject->text}});
        answered(reject->ref_id);
    }
}

void Flow::on_report(const fix::ExecutionReport& report) {
    if (report.exec_type == fix::ExecType::Status) {
        const bool unknown = report.exchange_order_id.empty();
        const Action* const waiting = open_.find(report.client_order_id);
        if (waiting == nullptr) return;
        if (!unknown) return answered(report.client_order_id);
        ++sent_again_;
        send(Action{*waiting});
        return;
    }
    if (const auto id = csv::whole_number(report.exec_id)) executions_.push_back(*id);
    if (report.exec_type == fix::ExecType::Rejected) ++refused_;
    answered(report.client_order_id);
}

void Flow::on_drop_copy(const fix::Message& message) {
    const auto read = fix::read_from_exchange(message, config_.dialect);
    if (!read.ok()) return;
    const auto* report = std::get_if<fix::ExecutionReport>(&read.value());
    const auto* number = message.find(venue::kAnswerNumberTag);
    if (report == nullptr || number == nullptr) return;
    books_.on_report(*report, csv::whole_number(*number).value_or(0));
}

void Flow::answered(const std::string& client_order_id) {
    const int64_t took = open_.answered(client_order_id, now_us());
    if (took < 0) return;
    ++answered_;
    latency_.record_us(took);
}

int64_t Flow::due(int64_t now) const {
    if (config_.rate == 0) return config_.orders;
    return std::min(config_.orders, (now - began_us_) * config_.rate / 1'000'000);
}

void Flow::pump() {
    if (finished_) return;
    const int64_t now = now_us();
    if (now - told_us_ > kProgressUs) {
        told_us_ = now;
        logging::info("trading", {{"sent", sent_}, {"answered", answered_}});
    }
    // What is sent before the exchange asks for the numbers that it missed falls into the gap.
    if (logged_on_) ask_about(open_.to_ask_about(now - kAnswerUs, now));
    for (int64_t n = 0; logged_on_ && n < kPerTurnMax && sent_ < due(now); ++n) {
        if (open_.size() >= config_.window) break;
        ++sent_;
        const Action action = trader_.next();
        open_.sent(action, now_us());
        if (!send(action)) break;  // its logon asks about it
    }
    if (all_done()) return finish("");
    if (now - last_answer_us_ > config_.patience_s * 1'000'000) finish("no answer any more");
}

bool Flow::send(const Action& action) {
    const int64_t time_us = base::wall_now().us;
    fix::Message message = std::visit(
        [&](auto request) {
            if constexpr (requires { request.what; }) {
                request.what.transact_time_us = time_us;
            } else {
                request.transact_time_us = time_us;
            }
            return fix::write(request, config_.dialect);
        },
        action);
    return engine_.send(kOrders, message) != 0;
}

bool Flow::all_done() const {
    if (sent_ < config_.orders || open_.size() > 0) return false;
    if (!has_drop_copy_) return true;
    return std::all_of(executions_.begin(), executions_.end(),
                       [this](int64_t id) { return books_.knows(id); });
}

void Flow::finish(const std::string& problem) {
    finished_ = true;
    on_end_(problem);
}

std::string Flow::summary() const {
    const int64_t took_us = std::max<int64_t>(1, last_answer_us_ - began_us_);
    const auto missing = std::count_if(executions_.begin(), executions_.end(),
                                       [this](int64_t id) { return !books_.knows(id); });
    venue::JsonRow row;
    row.integer("sent", sent_)
        .integer("answered", answered_)
        .integer("refused", refused_)
        .integer("asked_again", asked_again_)
        .integer("sent_again", sent_again_)
        .integer("actions_per_s", answered_ * 1'000'000 / took_us)
        .integer("p50_us", percentile(latency_, 50))
        .integer("p99_us", percentile(latency_, 99));
    if (has_drop_copy_) {
        row.integer("copied", books_.reports())
            .integer("copy_gaps", books_.gaps())
            .integer("copy_repeats", books_.repeats())
            .integer("copy_missing", missing);
    }
    return row.line();
}

}  // namespace flow
