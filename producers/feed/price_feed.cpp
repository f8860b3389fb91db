#include "producers/feed/price_feed.h"

#include <utility>
#include <variant>

#include "common/events/topology.h"
#include "common/log/log.h"

namespace feed {
namespace {

// Room for one round of all instruments.
constexpr amqp::Publisher::Limits kWindow{.messages_max = 100, .bytes_max = 32u << 20};

}  // namespace

PriceFeed::PriceFeed(loop::Loop& loop, PriceFeedConfig config, const amqp::LinkConfig& link,
                     metrics::Registry& registry)
    : config_{std::move(config)},
      session_{config_.engine.sessions.front().name},
      logged_on_{registry.gauge("backstop_feed_prices_logged_on",
                                "1 while the price session is logged on")},
      published_{registry.counter("backstop_feed_prices_published_total",
                                  "Prices given to the broker's link")},
      refused_{registry.counter("backstop_feed_prices_refused_total",
                                "Price messages that could not be read or kept")},
      board_{config_.instruments_max},
      engine_{config_.engine, *this},
      interval_{loop, [this] { on_interval(); }},
      publisher_{loop, link, kWindow, [] {}} {}

PriceFeed::~PriceFeed() { stop(); }

std::string PriceFeed::start() {
    interval_.start_every(config_.interval_ms);
    return engine_.start();
}

void PriceFeed::stop() {
    interval_.stop();
    engine_.stop();
    publisher_.close();
}

void PriceFeed::on_interval() {
    logged_on_.set(engine_.logged_on(session_) ? 1 : 0);
    if (request_due_ &&
        engine_.send(session_, fix::write_price_request("prices", config_.dialect)) > 0) {
        request_due_ = false;
    }
    // One round at a time. While the broker has not confirmed it, the board keeps what is newest.
    if (publisher_.state().unconfirmed_messages > 0) return;
    std::vector<events::Prices> changed;
    {
        std::lock_guard lock{mutex_};
        changed = board_.changed();
    }
    for (events::Prices& prices : changed) publish(std::move(prices));
}

void PriceFeed::publish(events::Prices prices) {
    amqp::Message message{
        std::string{events::topology::kPrices},
        events::topology::price_key(name_of(prices.exchange), name_of(prices.segment)), "",
        encode(prices), /*persistent=*/false};
    if (publisher_.try_publish(message)) published_.add(static_cast<int64_t>(prices.lines.size()));
}

void PriceFeed::on_logon(const std::string&, int64_t) noexcept {
    logging::info("logged on", {{"session", session_}});
    request_due_ = true;
}

void PriceFeed::on_logout(const std::string&, const std::string& why) noexcept {
    request_due_ = false;
    logging::warn("logged out", {{"session", session_}, {"reason", why}});
    // What was missed is of no use, and counting from anew is always right for prices.
    if (why.starts_with("MsgSeqNum too low")) engine_.rewind(session_, 1);
}

bool PriceFeed::on_message(const fix::Message& message) noexcept {
    const auto read = fix::read_from_exchange(message, config_.dialect);
    const auto* prices = read.ok() ? std::get_if<fix::PriceUpdates>(&read.value()) : nullptr;
    if (prices == nullptr) {
        refused_.add();
        return true;
    }
    if (!prices->refused.empty()) {
        refused_.add(static_cast<int64_t>(prices->refused.size()));
        logging::warn("prices refused", {{"session", session_},
                                         {"entries", prices->refused.size()},
                                         {"first", prices->refused.front()}});
    }
    std::lock_guard lock{mutex_};
    for (const fix::PriceUpdate& update : prices->updates) {
        if (!board_.take(update)) refused_.add();
    }
    return true;
}

}  // namespace feed
