#include "consumers/gateway/gateway.h"

#include <unistd.h>

#include "common/events/command.h"
#include "common/events/event.h"
#include "common/events/partition.h"
#include "common/events/topology.h"
#include "common/fix/store_room.h"
#include "common/log/log.h"

namespace gateway {
namespace {

constexpr int64_t kEndLookMs = 10;
constexpr int64_t kEndUs = 5'000'000;
constexpr int64_t kWakeRetryMs = 100;
constexpr size_t kAccountsMax = 200;  // of one wake
constexpr amqp::Publisher::Limits kWindow{.messages_max = 2'000, .bytes_max = 8u << 20};

// No other process, on any host, ever has the same.
std::string process_mark() {
    char host[33] = "unknown";
    gethostname(host, sizeof host - 1);
    return std::string{host} + ":" + std::to_string(getpid()) + ":" +
           std::to_string(base::wall_now().us) + ":";
}

std::vector<amqp::Subscription> subscriptions(const GatewayConfig& config) {
    std::vector<amqp::Subscription> all;
    for (const SessionSettings& session : config.sessions) {
        all.push_back({events::topology::gateway_queue(session.name), config.prefetch, {}});
    }
    return all;
}

}  // namespace

Gateway::Gateway(loop::Loop& loop, const GatewayConfig& config, const amqp::LinkConfig& link,
                 const db::DatabaseConfig& database, metrics::Registry& registry)
    : loop_{loop},
      config_{config},
      connected_{registry.gauge("backstop_gateway_connected", "1 while it consumes its queues")},
      bridge_{loop, [this](FixEvent event) { on_fix(std::move(event)); }},
      engine_{config.engine, bridge_},
      wake_timer_{loop, [this] { publish_wakes(); }},
      end_timer_{loop, [this] { look_for_end(); }},
      publisher_{loop, link, kWindow, [] {}},
      subscriber_{loop,
                  link,
                  subscriptions(config),
                  events::kBodyBytesMax,
                  {[this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
                   [this](uint64_t) { connected_.set(1); },
                   [this](uint64_t) {
                       connected_.set(0);
                       for (auto& session : sessions_) session->on_link_lost();
                   }}} {
    bridge_.attach(engine_);
    const std::string process = process_mark();
    for (const SessionSettings& settings : config_.sessions) {
        SessionShell::Context context{
            engine_,
            config_,
            settings,
            database,
            process,
            [this](DeliveryKey key) { subscriber_.ack(key.epoch, key.tag); },
            [this](const std::vector<std::string>& accounts) { wake(accounts); },
            [this](const std::string& why) { fail(why); }};
        sessions_.push_back(std::make_unique<SessionShell>(loop, std::move(context), registry));
    }
}

Gateway::~Gateway() { engine_.stop(); }

void Gateway::on_delivery(amqp::Delivery delivery) {
    sessions_[delivery.subscription]->on_message({delivery.epoch, delivery.tag}, delivery.body);
}

void Gateway::on_fix(FixEvent event) {
    for (auto& session : sessions_) {
        if (session->name() != event.session) continue;
        if (std::holds_alternative<LoggedOn>(event.what)) {
            session->on_logon();
        } else if (const auto* out = std::get_if<LoggedOut>(&event.what)) {
            session->on_logout(out->why);
        } else if (std::holds_alternative<NumbersReset>(event.what)) {
            session->on_numbers_reset();
        } else if (const auto* lost = std::get_if<NumbersLost>(&event.what)) {
            session->on_numbers_lost(lost->what);
        } else {
            session->on_fix(std::get<fix::Message>(event.what));
        }
    }
}

void Gateway::wake(const std::vector<std::string>& accounts) {
    to_wake_.insert(accounts.begin(), accounts.end());
    publish_wakes();
}

// What is lost with the process is found at the next start, in the rows.
void Gateway::publish_wakes() {
    std::map<int32_t, std::vector<std::string>> by_partition;
    for (const std::string& account : to_wake_) {
        auto& accounts = by_partition[events::partition_of(account, config_.partitions)];
        if (accounts.size() < kAccountsMax) accounts.push_back(account);
    }
    for (const auto& [partition, accounts] : by_partition) {
        amqp::Message message{std::string{events::topology::kCommands},
                              events::topology::squareoff_queue(partition), "",
                              events::encode(events::Wake{accounts})};
        if (!publisher_.try_publish(message)) break;
        for (const std::string& account : accounts) to_wake_.erase(account);
    }
    if (!to_wake_.empty()) wake_timer_.start_once(kWakeRetryMs);
}

void Gateway::fail(const std::string& why) {
    if (failed_) return;
    logging::error("the gateway cannot go on; what is planned stays planned", {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

std::vector<std::string> Gateway::not_ready() const {
    std::vector<std::string> reasons;
    if (!subscriber_.state().connected) reasons.emplace_back("broker: not consuming");
    for (const auto& session : sessions_) {
        if (std::string reason = session->not_ready(); !reason.empty()) {
            reasons.push_back(std::move(reason));
        }
    }
    if (std::string full = fix::store_problem(config_.engine.store_dir); !full.empty()) {
        reasons.push_back(std::move(full));
    }
    return reasons;
}

void Gateway::stop() {
    if (stop_at_.us != 0) return;
    stop_at_ = base::mono_now() + kEndUs;
    for (auto& session : sessions_) session->close();
    end_timer_.start_every(kEndLookMs);
}

void Gateway::look_for_end() {
    bool idle = to_wake_.empty() && publisher_.state().unconfirmed_messages == 0;
    for (const auto& session : sessions_) idle = idle && session->idle();
    if (!idle && base::mono_now() < stop_at_) return;
    end_timer_.stop();
    wake_timer_.stop();
    engine_.stop();
    subscriber_.close();
    publisher_.close();
    loop_.stop();
}

}  // namespace gateway
