#include "producers/feed/price_feed.h"

#include <utility>
#include <variant>

#include "common/base/clock.h"
#include "common/events/topology.h"
#include "common/log/log.h"

namespace feed {
namespace {

// Most rounds need a few of them; what finds no room is the next round's.
constexpr amqp::Publisher::Limits kWindow{.messages_max = 100, .bytes_max = 64u << 20};

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
    ask();
    // One round at a time. While the broker has not confirmed it, the board keeps what is newest.
    if (publisher_.state().unconfirmed_messages > 0) return;
    std::vector<events::Prices> changed;
    {
        std::lock_guard lock{mutex_};
        changed = board_.changed(kWindow.messages_max);
    }
    for (events::Prices& prices : changed) publish(std::move(prices));
}

void PriceFeed::ask() {
    {
        std::lock_guard lock{mutex_};
        if (!request_.is_due(base::mono_now())) return;
    }
    // Another id each time: some refuse one that they know.
    const std::string id = "prices-" + std::to_string(base::wall_now().us);
    if (engine_.send(session_, fix::write_price_request(id, config_.dialect)) == 0) return;
    std::lock_guard lock{mutex_};
    request_.on_sent();
}

std::vector<std::string> PriceFeed::not_ready() const {
    std::lock_guard lock{mutex_};
    if (request_.refusal().empty()) return {};
    return {"prices: the exchange refuses the request for them: " + request_.refusal()};
}

void PriceFeed::publish(events::Prices prices) {
    amqp::Message message{
        std::string{events::topology::kPrices},
        events::topology::price_key(name_of(prices.exchange), name_of(prices.segment)), "",
        encode(prices), /*persistent=*/false};
    if (publisher_.try_publish(message)) {
        return published_.add(static_cast<int64_t>(prices.lines.size()));
    }
    refused_.add(static_cast<int64_t>(prices.lines.size()));
    logging::error("no room for prices", {{"instruments", prices.lines.size()}});
}

void PriceFeed::on_logon(const std::string&, int64_t) noexcept {
    logging::info("logged on", {{"session", session_}});
    std::lock_guard lock{mutex_};
    request_.on_logon(base::mono_now());
}

void PriceFeed::on_logout(const std::string&, const std::string& why) noexcept {
    logging::warn("logged out", {{"session", session_}, {"reason", why}});
    {
        std::lock_guard lock{mutex_};
        request_.on_logout();
    }
    // What was missed is of no use, and counting from anew is always right for prices.
    if (why.starts_with("MsgSeqNum too low")) engine_.rewind(session_, 1);
}

bool PriceFeed::on_message(const fix::Message& message) noexcept {
    const auto read = fix::read_from_exchange(message, config_.dialect);
    const auto* prices = read.ok() ? std::get_if<fix::PriceUpdates>(&read.value()) : nullptr;
    if (prices != nullptr) {
        take(*prices);
    } else {
        on_refusal(message);
    }
    return true;
}

void PriceFeed::on_refusal(const fix::Message& message) {
    refused_.add();
    const std::string why = refusal_of_request(message);
    if (why.empty()) return;
    logging::error("the counterparty refuses the request for prices",
                   {{"session", session_}, {"reason", why}});
    std::lock_guard lock{mutex_};
    request_.on_refused(why, base::mono_now());
}

void PriceFeed::take(const fix::PriceUpdates& prices) {
    size_t older = 0;
    {
        const int64_t now_us = base::wall_now().us;
        std::lock_guard lock{mutex_};
        if (!prices.updates.empty()) request_.on_prices();
        for (const fix::PriceUpdate& update : prices.updates) {
            const PriceBoard::Taken taken = board_.take(update, now_us);
            if (taken != PriceBoard::Taken::Yes) refused_.add();
            if (taken == PriceBoard::Taken::Older) ++older;
        }
    }
    if (older > 0) {
        logging::debug("prices older than those known refused",
                       {{"session", session_}, {"entries", older}});
    }
    if (prices.refused.empty()) return;
    refused_.add(static_cast<int64_t>(prices.refused.size()));
    logging::warn("prices refused", {{"session", session_},
                                     {"entries", prices.refused.size()},
                                     {"first", prices.refused.front()}});
}

}  // namespace feed
