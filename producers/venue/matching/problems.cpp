#include <set>
#include <tuple>

#include "producers/venue/matching/exchange.h"

namespace venue {
namespace {

std::string name_of(const InstrumentKey& key) {
    return std::string{events::name_of(key.exchange)} + " " +
           std::string{events::name_of(key.segment)} + " " + std::to_string(key.token);
}

void look_at(const Instrument& terms, size_t groups, std::vector<std::string>& wrong) {
    const auto tell = [&](const char* what) {
        wrong.push_back("instrument " + name_of(terms.key) + ": " + what);
    };
    if (terms.group >= groups) tell("group does not exist");
    if (terms.lot <= 0) tell("lot must be above 0");
    if (terms.tick <= 0) tell("tick must be above 0");
    if (terms.freeze_quantity < 0) tell("freeze quantity is below 0");
    if (terms.reference_price < 0) tell("reference price is below 0");
    if (terms.band_low < 0 || terms.band_high < 0) tell("band is below 0");
    if (terms.band_high != 0 && terms.band_low > terms.band_high) tell("band: low is above high");
}

void look_at(const Group& group, std::vector<std::string>& wrong) {
    constexpr int64_t kDayUs = 86'400'000'000;
    const std::string name = "group " + std::string{group.name.view()};
    int64_t before = -1;
    for (const PhaseStart& start : group.day) {
        if (start.from_us_of_day <= before) wrong.push_back(name + ": phases are not in order");
        if (start.from_us_of_day >= kDayUs)
            wrong.push_back(name + ": a phase begins after the day");
        before = start.from_us_of_day;
    }
}

}  // namespace

std::vector<std::string> problems(const ExchangeConfig& config) {
    std::vector<std::string> wrong;
    std::set<std::tuple<events::Exchange, events::Segment, uint32_t>> seen;
    for (const Group& group : config.groups) look_at(group, wrong);
    for (const Instrument& terms : config.instruments) {
        look_at(terms, config.groups.size(), wrong);
        if (!seen.insert({terms.key.exchange, terms.key.segment, terms.key.token}).second) {
            wrong.push_back("instrument " + name_of(terms.key) + ": listed twice");
        }
    }
    if (config.midnight_us < 0) wrong.emplace_back("midnight is below 0");
    if (config.market_protection_permille < 0 || config.market_protection_permille > 1000) {
        wrong.emplace_back("market protection must be 0 to 1000 per mille");
    }
    if (config.quantity_max <= 0 || config.price_max <= 0) {
        wrong.emplace_back("largest quantity and largest price must be above 0");
    }
    return wrong;
}

}  // namespace venue
