#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "common/amqp/publisher.h"
#include "common/fix/engine.h"
#include "common/fix/trading.h"
#include "common/loop/timer.h"
#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"
#include "common/metrics/registry.h"
#include "producers/feed/price_board.h"
#include "producers/feed/price_request.h"

namespace feed {

struct PriceFeedConfig {
    fix::EngineConfig engine;  // one session
    fix::Dialect dialect;
    int64_t interval_ms = 200;
    size_t instruments_max = 200'000;
};

// Prices from a session of their own to the exchange `prices`. They may be lost and must not stand
// in the way of events: so they have an engine and a link of their own, and while the broker has
// not confirmed one round only the newest price of each instrument is kept for the next. Loop
// thread; the Listener's methods: the engine's thread.
class PriceFeed : private fix::Listener {
  public:
    PriceFeed(loop::Loop& loop, PriceFeedConfig config, const amqp::LinkConfig& link,
              metrics::Registry& registry);
    ~PriceFeed() override;

    // Returns why it cannot; empty: it has begun.
    [[nodiscard]] std::string start();
    void stop();
    [[nodiscard]] std::vector<std::string> not_ready() const;

  private:
    void on_interval();
    void ask();
    void publish(events::Prices prices);
    void take(const fix::PriceUpdates& prices);
    void on_refusal(const fix::Message& message);

    void on_logon(const std::string& session, int64_t their_next) noexcept override;
    void on_logout(const std::string& session, const std::string& why) noexcept override;
    bool on_message(const fix::Message& message) noexcept override;
    void on_sequence_reset(const std::string&, int64_t, bool) noexcept override {}
    void on_wire(const std::string&, bool, const std::string&) noexcept override {}

    const PriceFeedConfig config_;
    const std::string session_;
    metrics::Gauge& logged_on_;
    metrics::Counter& published_;
    metrics::Counter& refused_;
    mutable std::mutex mutex_;
    PriceBoard board_;      // under mutex_
    PriceRequest request_;  // the same
    fix::Engine engine_;
    loop::Timer interval_;
    amqp::Publisher publisher_;
};

}  // namespace feed
