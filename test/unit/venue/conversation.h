#pragma once

#include <string>

#include "producers/venue/matching/exchange.h"

// A market to talk to: requests go in, what is answered comes back as lines of text.
//     b1 trade filled 100/100 60@99.95 #1: reason
// = client order id, what happened, state, filled/quantity, last trade, its number, reason.
namespace conversation {

inline constexpr int64_t kRupee = 10'000;
inline constexpr int64_t kMinuteUs = 60'000'000;
inline constexpr int64_t kMidnightUs = 1'785'695'400'000'000;  // 3 August 2026 in India
inline constexpr venue::InstrumentKey kFuture{events::Exchange::Nse, events::Segment::Fo, 101};
inline constexpr venue::InstrumentKey kShare{events::Exchange::Nse, events::Segment::Cm, 202};

inline constexpr int64_t at(int hour, int minute) { return (hour * 60 + minute) * kMinuteUs; }

// The future: lot 10, tick 0.05, band 80 to 120, freeze 1000, yesterday's close 100; continuous
// from 9:15 to 15:30. The share: lot 1, trade-for-trade; pre-open at 9:00, continuous at 9:15,
// closing auction at 15:15, post-close at 15:30, closed at 16:00.
venue::ExchangeConfig config();

venue::NewOrder buy(std::string_view id, int64_t quantity, int64_t price,
                    std::string_view account = "A1");
venue::NewOrder sell(std::string_view id, int64_t quantity, int64_t price,
                     std::string_view account = "B1");
venue::NewOrder ioc(venue::NewOrder order);
venue::NewOrder market(venue::NewOrder order);
// A limit price makes it a stop limit, 0 a stop market.
venue::NewOrder stop(venue::NewOrder order, int64_t trigger);
venue::NewOrder in(venue::InstrumentKey instrument, venue::NewOrder order);

std::string text(const venue::Output& output);

class Market {
  public:
    // At 10:00.
    explicit Market(const venue::ExchangeConfig& settings = config());

    // At the time of `now`, from the session; the answers without prices and phases.
    std::string say(const venue::InputBody& body, venue::SessionId session = 0);
    std::string cancel(std::string_view id, std::string_view original,
                       venue::SessionId session = 0);
    std::string replace(std::string_view id, std::string_view original, int64_t quantity,
                        int64_t price, int64_t trigger = 0);
    // Lets time go on to this minute of the day.
    std::string until(int hour, int minute);

    [[nodiscard]] const venue::Outputs& outputs() const { return outputs_; }  // of the last one
    [[nodiscard]] const venue::Report& report(size_t at) const {
        return std::get<venue::Report>(outputs_.at(at));
    }
    [[nodiscard]] const venue::Exchange& exchange() const { return exchange_; }

  private:
    venue::Exchange exchange_;
    venue::Outputs outputs_;
    int64_t now_us_ = 0;
};

}  // namespace conversation
