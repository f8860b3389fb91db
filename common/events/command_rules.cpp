#include "common/events/command_rules.h"

#include <algorithm>

#include "common/events/characters.h"
#include "common/events/event.h"
#include "common/events/strict_fields.h"

namespace events {
namespace {

std::string named(std::string_view field, const std::string& why) {
    return why.empty() ? why : std::string{field} + ": " + why;
}

std::string outside(std::string_view field, int64_t value, int64_t least, int64_t most) {
    if (value < least) return named(field, "must be at least " + std::to_string(least));
    if (value > most) return named(field, "must be at most " + std::to_string(most));
    return {};
}

std::string text_problem(const Command& command) {
    for (const std::string& problem :
         {named("id", broken_rule(command.id, {kCommandIdChar, 1, kCommandIdMax})),
          named("account", broken_rule(command.account, {kAccountChar, 1, kAccountMax})),
          named("who", broken_rule(command.who, {kReasonChar, 1, kWhoMax})),
          named("evidence", broken_rule(command.evidence, {kReasonChar, 0, kEvidenceMax}))}) {
        if (!problem.empty()) return problem;
    }
    return {};
}

std::string number_problem(const Command& command) {
    if (!is_trading_day(command.day)) return "day: must be a date yyyymmdd of 2000 to 2099";
    for (const std::string& problem :
         {outside("token", command.token.value_or(1), 1, kTokenMax),
          outside("quantity", command.quantity.value_or(1), 1, kQuantityMax),
          outside("percent", command.percent.value_or(1), 1, 100),
          outside("price", command.price, 0, kPriceMax),
          outside("epoch", command.epoch, 1, INT64_MAX),
          outside("issued_us", command.issued_us, 1, kTimeUsMax),
          outside("expires_us", command.expires_us, 1, kTimeUsMax)}) {
        if (!problem.empty()) return problem;
    }
    if (command.expires_us <= command.issued_us) return "expires_us: must be after issued_us";
    return {};
}

std::string orders_problem(const Command& command) {
    if (command.orders.size() > kCommandOrdersMax) {
        return "orders: must be at most " + std::to_string(kCommandOrdersMax) + " elements";
    }
    for (const std::string& order : command.orders) {
        const std::string why = broken_rule(order, {kIdChar, 1, kIdMax});
        if (!why.empty()) return "orders: an element " + why;
    }
    std::vector<std::string_view> sorted{command.orders.begin(), command.orders.end()};
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) != sorted.end()) {
        return "orders: an element is given twice";
    }
    return {};
}

std::string cancel_problem(const Command& command) {
    const bool filtered =
        command.exchange || command.segment || command.product || command.side || command.token;
    if (!command.orders.empty() && filtered) {
        return "orders: not together with exchange, segment, product, side or token";
    }
    if (command.quantity) return "quantity: only of an exit";
    if (command.percent) return "percent: only of an exit";
    if (command.price_policy != PricePolicy::Protected) return "price_policy: only of an exit";
    if (command.price != 0) return "price: only of an exit";
    if (command.outside_band) return "outside_band: only of an exit";
    return {};
}

std::string exit_problem(const Command& command) {
    if (!command.orders.empty()) return "orders: only of a cancel";
    if (command.quantity && command.percent) return "percent: not together with quantity";
    const bool one_position = command.exchange && command.segment && command.token;
    if (command.quantity && !one_position) {
        return "quantity: only of one position: needs exchange, segment and token";
    }
    const bool limit = command.price_policy == PricePolicy::Limit;
    if (limit && command.price == 0) return "price: must be above 0 where price_policy is limit";
    if (!limit && command.price != 0) return "price: only where price_policy is limit";
    if (!limit && command.outside_band) return "outside_band: only where price_policy is limit";
    return {};
}

}  // namespace

std::string broken_rule(const Command& command) {
    for (const auto& check : {text_problem, number_problem, orders_problem}) {
        if (std::string problem = check(command); !problem.empty()) return problem;
    }
    if (command.origin == CommandOrigin::Dealer && command.evidence.empty()) {
        return "evidence: must not be empty where origin is dealer";
    }
    return command.action == CommandAction::Cancel ? cancel_problem(command)
                                                   : exit_problem(command);
}

}  // namespace events
