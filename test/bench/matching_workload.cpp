#include "test/bench/matching_workload.h"

#include <algorithm>
#include <random>
#include <string>

namespace bench {

using events::Side;
using venue::Input;

namespace {

constexpr int64_t kRupee = 10'000;
constexpr int64_t kTick = 500;
constexpr int64_t kMiddle = 1000 * kRupee;
constexpr int64_t kMidnightUs = 1'785'695'400'000'000;
constexpr int64_t kOpenUs = kMidnightUs + 36'000'000'000;  // 10:00

class Maker {
  public:
    struct Live {
        uint64_t name;
        uint32_t token;
        Side side;
        int64_t price;
    };

    uint64_t below(uint64_t limit) { return random_() % limit; }
    Side any_side() { return below(2) == 0 ? Side::Buy : Side::Sell; }
    uint32_t any_token() { return 1 + static_cast<uint32_t>(below(kInstruments)); }

    // `ticks` away from the middle on the side's own half: buys below, sells above.
    static int64_t price(Side side, int64_t ticks) {
        return kMiddle + (side == Side::Buy ? -ticks : ticks) * kTick;
    }
    // Most orders stand near the touch.
    int64_t depth() { return 1 + static_cast<int64_t>(std::min(below(50), below(50))); }

    Input add(uint32_t token, Side side, int64_t at) {
        venue::NewOrder order{.client_order_id = name(++names_),
                              .account = "C" + std::to_string(10'000 + below(5'000)),
                              .instrument = key(token),
                              .product = "MIS",
                              .side = side,
                              .type = events::OrderType::Limit,
                              .quantity = 100,
                              .price = at};
        live_.push_back({names_, token, side, at});
        return input(order);
    }
    Input cancel(size_t at) {
        const Live order = take(at);
        return input(venue::Cancel{name(++names_), {0, name(order.name)}});
    }
    Input replace(size_t at) {
        Live& order = live_[at];
        const bool moves = below(2) == 0;
        if (moves) order.price = price(order.side, depth());
        venue::Replace request{
            name(++names_), {0, name(order.name)}, moves ? 100 : 50, order.price};
        order.name = names_;
        return input(request);
    }
    std::vector<Live>& live() { return live_; }

  private:
    static venue::InstrumentKey key(uint32_t token) {
        return {events::Exchange::Nse, events::Segment::Fo, token};
    }
    static std::string name(uint64_t number) { return "NSE20260803-" + std::to_string(number); }
    Input input(const venue::InputBody& body) { return {kOpenUs + (++time_us_), 0, body}; }
    Live take(size_t at) {
        const Live order = live_[at];
        live_[at] = live_.back();
        live_.pop_back();
        return order;
    }

    std::mt19937_64 random_{42};
    std::vector<Live> live_;
    uint64_t names_ = 0;
    int64_t time_us_ = 0;
};

void rest(Maker& maker, size_t orders, std::vector<Input>& inputs) {
    for (size_t i = 0; i < orders; ++i) {
        const Side side = maker.any_side();
        inputs.push_back(maker.add(maker.any_token(), side, Maker::price(side, maker.depth())));
    }
}

}  // namespace

venue::ExchangeConfig matching_config(size_t orders) {
    venue::ExchangeConfig config;
    config.day = 20260803;
    config.midnight_us = kMidnightUs;
    config.groups = {{"FO", {{0, venue::Phase::Continuous}}}};
    for (uint32_t token = 1; token <= kInstruments; ++token) {
        config.instruments.push_back({.key = {events::Exchange::Nse, events::Segment::Fo, token},
                                      .band_low = 800 * kRupee,
                                      .band_high = 1200 * kRupee,
                                      .reference_price = kMiddle});
    }
    config.self_trade = venue::SelfTrade::Allow;
    config.orders_expected = orders;
    return config;
}

Workload adds() {
    Maker maker;
    Workload load(kRounds);
    rest(maker, kRoundOrders, load.front().before);
    for (Round& round : load) rest(maker, kRoundOrders, round.measured);
    return load;
}

Workload matches() {
    Maker maker;
    Workload load(kRounds);
    for (Round& round : load) {
        for (size_t i = 0; i < kRoundOrders; ++i) {
            const uint32_t token = maker.any_token();
            const int64_t price = Maker::price(Side::Sell, maker.depth());
            round.before.push_back(maker.add(token, Side::Sell, price));
            round.measured.push_back(maker.add(token, Side::Buy, Maker::price(Side::Sell, 51)));
        }
        std::shuffle(round.measured.begin(), round.measured.end(), std::mt19937_64{7});
    }
    return load;
}

Workload cancels() {
    Maker maker;
    Workload load(kRounds);
    for (Round& round : load) {
        rest(maker, kRoundOrders, round.before);
        for (size_t i = 0; i < kRoundOrders; ++i) {
            round.measured.push_back(maker.cancel(maker.below(maker.live().size())));
        }
    }
    return load;
}

Workload replaces() {
    Maker maker;
    Workload load(kRounds);
    rest(maker, kRoundOrders, load.front().before);
    for (Round& round : load) {
        for (size_t i = 0; i < kRoundOrders; ++i) {
            round.measured.push_back(maker.replace(maker.below(maker.live().size())));
        }
    }
    return load;
}

Workload mixed() {
    Maker maker;
    Workload load(kRounds);
    rest(maker, kRoundOrders, load.front().before);
    for (size_t i = 0; i < kRounds * kRoundOrders; ++i) {
        std::vector<Input>& inputs = load[i / kRoundOrders].measured;
        const uint64_t dice = maker.below(100);
        if (dice < 55) {
            const Side side = maker.any_side();
            // A price beyond the middle meets the other side.
            const int64_t ticks = dice < 11 ? -1 : maker.depth();
            inputs.push_back(maker.add(maker.any_token(), side, Maker::price(side, ticks)));
        } else if (dice < 90) {
            inputs.push_back(maker.cancel(maker.below(maker.live().size())));
        } else {
            inputs.push_back(maker.replace(maker.below(maker.live().size())));
        }
    }
    return load;
}

}  // namespace bench
