#include "consumers/squareoff/squareoff.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/events/partition.h"
#include "common/events/topology.h"
#include "common/log/log.h"
#include "common/site/trading_day.h"

namespace squareoff {

namespace topology = events::topology;

namespace {

constexpr size_t kIdsPerRequest = 200;
constexpr int64_t kLookMs = 200;
constexpr amqp::Publisher::Limits kWindow{.messages_max = 5'000, .bytes_max = 32u << 20};

std::vector<amqp::Subscription> subscriptions(const SquareoffConfig& config) {
    std::vector<amqp::Subscription> all;
    for (int32_t partition = 0; partition < config.partitions; ++partition) {
        all.push_back({topology::squareoff_queue(partition), config.prefetch, {}});
    }
    all.push_back({std::string{topology::kSquareoffPrices}, config.prefetch, {}});
    return all;
}

}  // namespace

Squareoff::Squareoff(loop::Loop& loop, const SquareoffConfig& config, const amqp::LinkConfig& link,
                     const db::DatabaseConfig& database, metrics::Registry& registry)
    : loop_{loop},
      config_{config},
      metrics_{registry},
      decoder_{config.partitions},
      prices_{loop, database},
      tick_{loop, [this] { on_tick(); }},
      publisher_{loop, link, kWindow, [] {}},
      subscriber_{loop,
                  link,
                  subscriptions(config),
                  events::kBodyBytesMax,
                  {[this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
                   [this](uint64_t) { metrics_.connected.set(1); },
                   [this](uint64_t epoch) { on_lost(epoch); }}} {
    for (int32_t number = 0; number < config.partitions; ++number) {
        Partition::Callbacks callbacks{
            [this](const Receipt& receipt) {
                if (receipt.tag != 0) subscriber_.ack(receipt.epoch, receipt.tag);
            },
            [this](const std::string& session, const std::vector<std::string>& ids) {
                name_planned(session, ids);
            },
            [this](const std::string& why) { fail(why); }};
        partitions_.push_back(std::make_unique<Partition>(loop, config, database, number, metrics_,
                                                          std::move(callbacks)));
    }
    tick_.start_every(kLookMs);
}

void Squareoff::on_delivery(amqp::Delivery delivery) {
    const Receipt receipt{delivery.epoch, delivery.tag};
    const size_t queue = delivery.subscription;
    if (queue == partitions_.size()) {
        prices_.take(delivery.body);
        return subscriber_.ack(receipt.epoch, receipt.tag);
    }
    // What is no event is meant as a command, whatever it looks like: somebody waits for its
    // answer.
    const bool event = delivery.exchange == topology::kEvents;
    if (!event && events::kind_of(delivery.body) != "wake") {
        return on_command(queue, std::move(delivery), receipt);
    }
    if (event) {
        on_events(queue, delivery);
    } else {
        on_wake(queue, delivery.body);
    }
    // News is only told; what was missed is found by looking at the account again.
    subscriber_.ack(receipt.epoch, receipt.tag);
}

void Squareoff::on_command(size_t partition, amqp::Delivery delivery, Receipt receipt) {
    std::string body = std::move(delivery.body);
    auto command = events::decode_command(body);
    std::string reason;
    if (!delivery.content_encoding.empty()) {
        reason = "content_encoding: a command has none";
    } else if (!command.ok()) {
        reason = command.error().what;
    } else if (events::partition_of(command.value().account, config_.partitions) !=
               static_cast<int32_t>(partition)) {
        reason = "account: belongs to another partition";
    }
    if (reason.empty()) {
        // As we write it: a body may hold unknown fields in any alphabet, the table may not.
        body = events::encode(command.value());
        partitions_[partition]->take({std::move(command).value(), std::move(body)}, receipt);
        return;
    }
    logging::warn("command parked", {{"partition", partition}, {"reason", reason}});
    partitions_[partition]->take(Unreadable{std::move(body), std::move(reason)}, receipt);
}

void Squareoff::on_wake(size_t partition, const std::string& body) {
    const auto wake = events::decode_wake(body);
    if (!wake.ok()) return logging::warn("wake ignored", {{"reason", wake.error().what}});
    for (const std::string& account : wake.value().accounts) {
        // Two partitions must not plan for one account.
        const auto home = events::partition_of(account, config_.partitions);
        if (home != static_cast<int32_t>(partition)) continue;
        partitions_[partition]->wake(account);
    }
}

// An order's end is what commands wait for, and being frozen is told to the customer.
void Squareoff::on_events(size_t partition, const amqp::Delivery& delivery) {
    const events::Batch batch = decoder_.decode(delivery.body, delivery.content_encoding);
    for (const events::Event& event : batch.events) {
        const auto* order = std::get_if<events::Order>(&event.body);
        if (order == nullptr) continue;
        const bool news =
            events::is_final(order->state) || order->state == events::OrderState::Frozen;
        if (!news) continue;
        partitions_[partition]->news({std::string{event.account},
                                      event.seq == 0 ? "" : std::string{event.source}, event.seq},
                                     event.day);
    }
}

void Squareoff::on_lost(uint64_t epoch) {
    metrics_.connected.set(0);
    for (auto& partition : partitions_) partition->forget_older(epoch + 1);
}

void Squareoff::name_planned(const std::string& session, const std::vector<std::string>& ids) {
    for (size_t begin = 0; begin < ids.size(); begin += kIdsPerRequest) {
        const size_t end = std::min(begin + kIdsPerRequest, ids.size());
        const events::SendRequest request{
            std::vector<std::string>{ids.begin() + static_cast<std::ptrdiff_t>(begin),
                                     ids.begin() + static_cast<std::ptrdiff_t>(end)}};
        amqp::Message message{std::string{topology::kOrders}, session, "", events::encode(request)};
        if (!publisher_.try_publish(message)) {
            metrics_.unnamed.add(static_cast<int64_t>(request.client_order_ids.size()));
        }
    }
}

void Squareoff::on_tick() {
    size_t open = 0;
    size_t waiting = 0;
    int64_t oldest_us = 0;
    bool unconfirmed = false;
    std::map<std::pair<events::Exchange, events::Segment>, int64_t> after_cutoff;
    for (const auto& partition : partitions_) {
        unconfirmed = unconfirmed || partition->cutoffs_unconfirmed();
        for (const auto& [market, count] : partition->cutoff_open()) {
            after_cutoff[{market.exchange, market.segment}] += count;
        }
        open += partition->open_accounts();
        waiting += partition->waiting();
        oldest_us = std::max(oldest_us, partition->oldest_account_us());
    }
    metrics_.open_accounts.set(static_cast<int64_t>(open));
    metrics_.oldest_account_seconds.set_us(oldest_us);
    metrics_.waiting.set(static_cast<int64_t>(waiting));
    metrics_.cutoffs_unconfirmed.set(unconfirmed ? 1 : 0);
    for (const auto& [market, gauge] : metrics_.cutoff_open) gauge->set(after_cutoff[market]);
}

std::vector<std::string> Squareoff::not_ready() const {
    std::vector<std::string> reasons;
    if (!subscriber_.state().connected) reasons.emplace_back("broker: not consuming");
    if (!publisher_.state().connected) reasons.emplace_back("broker: cannot publish");
    bool no_day = false;
    for (size_t i = 0; i < partitions_.size(); ++i) {
        if (!partitions_[i]->database_is_up()) {
            reasons.push_back("database: partition " + std::to_string(i) + " has no session");
        } else if (!partitions_[i]->day_is_open() && !no_day) {
            no_day = true;  // once for all partitions
            reasons.emplace_back(site::kNoDay);
        }
    }
    return reasons;
}

void Squareoff::fail(const std::string& why) {
    if (failed_) return;
    logging::error("the square-off cannot go on; unacknowledged commands stay in their queues",
                   {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

void Squareoff::stop() {
    subscriber_.close();
    publisher_.close();
    for (auto& partition : partitions_) partition->stop();
    prices_.stop();
}

}  // namespace squareoff
