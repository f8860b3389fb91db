#include "made_up_market.h"

#include <algorithm>
#include <array>

#include "calendar.h"
#include "contracts.h"
#include "random.h"

namespace daygen {
namespace {

constexpr std::array<const char*, 10> kPlaces{"ARAVALI", "BETWA", "CHAMBAL", "DOAB",   "GANDAK",
                                              "KOSI",    "LOHIT", "MALWA",   "NILGIR", "SATPURA"};
constexpr std::array<const char*, 6> kTrades{"STEEL", "BANK", "POWER", "PHARMA", "TECH", "FOODS"};

// A step of up to 0.01 % every other second gives a day's range of some per cent; a weak pull
// towards the first price keeps the path from running into its band.
PricePath walk(Random& random, int64_t first, int64_t tick) {
    const int64_t step_max = std::max<int64_t>(1, first / 10'000 / tick);
    PricePath path;
    path.reserve(static_cast<size_t>(kSessionSeconds) + 1);
    int64_t price = first;
    for (int64_t second = 0; second <= kSessionSeconds; ++second) {
        path.push_back(price);
        if (random.chance(500'000)) price += random.between(-step_max, step_max) * tick;
        const int64_t away_percent = (price - first) * 100 / first;
        if (random.chance(std::abs(away_percent) * 10'000))
            price -= away_percent > 0 ? tick : -tick;
        price = std::max(price, tick);
    }
    return path;
}

int64_t tick_for(int64_t price) {
    if (price < 250 * kRupee) return kRupee / 100;
    return price < 1000 * kRupee ? kRupee / 20 : kRupee / 10;
}

void add_share(Market& market, Random& random, size_t number) {
    Instrument share;
    share.venue = Venue::NseCash;
    share.token = 1001 + static_cast<int64_t>(number) * 7;
    share.symbol = std::string{kPlaces[number % kPlaces.size()]} + kTrades[number / kPlaces.size()];
    share.series = number == 59 ? "BE" : "EQ";
    share.trade_for_trade = share.series == "BE";
    // Prices spread over three decades, as a real list's do.
    const int64_t decade = random.between(0, 2);
    const int64_t base = decade == 0 ? 20 : decade == 1 ? 200 : 1000;
    const int64_t rupees = base * random.between(1, 9) + random.between(0, base);
    share.tick = tick_for(rupees * kRupee);
    share.freeze_quantity = 100'000'000 / rupees;
    share.path = static_cast<int32_t>(market.paths.size());
    market.paths.push_back(walk(random, rupees * kRupee, share.tick));
    market.cash.push_back(static_cast<uint32_t>(market.instruments.size()));
    market.instruments.push_back(std::move(share));
}

int32_t add_index(Market& market, Random& random, int64_t points) {
    market.paths.push_back(walk(random, points * kRupee, kRupee / 20));
    return static_cast<int32_t>(market.paths.size()) - 1;
}

}  // namespace

Market make_up_market(uint64_t seed, int64_t day_number) {
    Random random{scramble(seed ^ 0x6d61726b6574U)};
    Market market;
    for (size_t number = 0; number < kPlaces.size() * kTrades.size(); ++number) {
        add_share(market, random, number);
    }
    const ContractTerms broad{.underlying = "BHARAT50",
                              .path = add_index(market, random, 24'350),
                              .lot = 65,
                              .freeze_quantity = 1800,
                              .strike_step = 50 * kRupee,
                              .strikes = 20};
    const ContractTerms banks{.underlying = "BHARATBANK",
                              .path = add_index(market, random, 52'400),
                              .lot = 30,
                              .freeze_quantity = 600,
                              .strike_step = 100 * kRupee,
                              .strikes = 20};
    ContractMaker contracts{market, day_number, 35'001};
    contracts.add_future(broad);
    contracts.add_future(banks);
    contracts.add_options(broad);
    contracts.add_options(banks);
    for (size_t number = 0; number < 38; ++number) {
        const Instrument& share = market.instruments[market.cash[number]];
        const int64_t first = market.paths[static_cast<size_t>(share.path)].front();
        const int64_t lot = std::max<int64_t>(1, 600'000 * kRupee / first / 25 * 25);
        contracts.add_future({.underlying = share.symbol,
                              .path = share.path,
                              .lot = lot,
                              .freeze_quantity = lot * 40});
    }
    complete_prices(market);
    return market;
}

}  // namespace daygen
