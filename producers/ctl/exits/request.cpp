#include "producers/ctl/exits/request.h"

#include <set>

#include "common/base/decimal.h"
#include "common/events/characters.h"
#include "common/events/command_rules.h"
#include "common/events/event.h"
#include "common/site/next_step.h"
#include "producers/ctl/exits/preview.h"
#include "producers/ctl/instruments/named_instrument.h"
#include "producers/ctl/table.h"

namespace ctl {

using base::Errc;
using base::Error;
using events::Command;

namespace {

constexpr int64_t kExpiresMaxS = 24 * 3600;

// Empty, or the problem. An empty text leaves `to` alone.
template <class Enum, class To>
std::string read_name(std::string_view field, const std::string& text, To& to,
                      size_t count = events::kNames<Enum>.size()) {
    if (text.empty()) return {};
    const auto value = events::by_name<Enum>(text);
    if (value && static_cast<size_t>(*value) < count) {
        to = *value;
        return {};
    }
    std::string problem = std::string{field} + ": must be one of";
    for (size_t i = 0; i < count; ++i) {
        problem.append(i == 0 ? " " : ", ").append(events::kNames<Enum>[i]);
    }
    return problem.append(", not ").append(text);
}

std::string read_names(const Request& request, Command& command) {
    for (const std::string& problem :
         {read_name<events::Exchange>("exchange", request.exchange, command.exchange),
          read_name<events::Segment>("segment", request.segment, command.segment),
          read_name<events::Product>("product", request.product, command.product),
          read_name<events::Side>("side", request.side, command.side),
          read_name<events::Validity>("validity", request.validity, command.validity,
                                      events::kOwnValidities)}) {
        if (!problem.empty()) return problem;
    }
    return {};
}

std::string read_limit(const std::string& limit, Command& command) {
    if (limit.empty()) {
        return command.outside_band ? "outside-band: only together with limit" : std::string{};
    }
    const auto price = base::parse_price(limit);
    if (!std::holds_alternative<int64_t>(price)) {
        return "limit: must be a price in rupees with at most 4 decimals, not " + limit;
    }
    command.price_policy = events::PricePolicy::Limit;
    command.price = std::get<int64_t>(price);
    return {};
}

std::string read_numbers(const Request& request, Command& command) {
    if (request.token) {
        if (*request.token < 1)
            return "token: must be at least 1, not " + std::to_string(*request.token);
        if (*request.token > events::kTokenMax) return "token: too large";
        command.token = static_cast<uint32_t>(*request.token);
    }
    const std::string not_so = ", not " + std::to_string(request.expires_s);
    if (request.expires_s < 1) return "expires-s: must be at least 1" + not_so;
    if (request.expires_s > kExpiresMaxS) {
        return "expires-s: must be at most " + std::to_string(kExpiresMaxS) + not_so;
    }
    command.quantity = request.quantity;
    command.percent = request.percent;
    command.outside_band = request.outside_band;
    return read_limit(request.limit, command);
}

// A cancel of everything must be meant.
std::string read_all(const Request& request, Command& command) {
    if (command.action != events::CommandAction::Cancel) return {};
    const bool chosen = !command.orders.empty() || command.exchange || command.segment ||
                        command.product || command.side || command.token;
    if (request.all && chosen) return "all: not together with order or a filter";
    if (!request.all && !chosen) return "order: missing; name orders, give a filter, or --all";
    return {};
}

}  // namespace

base::Result<Command> command_of(const Request& request, const Setting& setting) {
    Command command;
    command.id = request.id;
    if (command.id.empty()) {
        command.id = "ctl-" + std::to_string(setting.now_us) + "-" + std::to_string(setting.unique);
    }
    command.account = request.account;
    command.day = setting.day;
    command.action = request.action;
    command.origin =
        request.evidence.empty() ? events::CommandOrigin::System : events::CommandOrigin::Dealer;
    command.who = request.by.empty() ? setting.login : request.by;
    command.evidence = request.evidence;
    command.orders = request.orders;
    command.cancel_first = !request.no_cancel_first;
    command.epoch = setting.epoch;
    command.issued_us = setting.now_us;
    command.expires_us = setting.now_us + request.expires_s * 1'000'000;
    for (const auto& read : {read_names, read_numbers, read_all}) {
        if (const std::string problem = read(request, command); !problem.empty()) {
            return Error{Errc::Invalid, problem};
        }
    }
    if (const std::string problem = events::broken_rule(command); !problem.empty()) {
        return Error{Errc::Invalid, problem};
    }
    return command;
}

std::string naming_problem(const Request& request) {
    if (request.token && !request.instrument.empty()) return "instrument: not together with token";
    if (request.one_position && !request.token && request.instrument.empty()) {
        return "instrument: missing; a symbol or token, as positions shows them";
    }
    if (!events::all_of_class(request.by, events::kReasonChar)) {
        return "by: " + request.by +
               " has a character that is not allowed: the name goes with the command, in ASCII, "
               "without accents";
    }
    return {};
}

void stand_in(Request& request) {
    if (request.instrument.empty() || request.token) return;
    request.token = is_token(request.instrument) ? std::stoll(request.instrument) : 1;
}

base::Status name_instrument(Request& request, db::Session& session, const account::View* view) {
    if (request.instrument.empty()) return base::Unit{};
    const InstrumentName name{request.instrument, request.exchange, request.segment};
    if (is_token(name.text)) {
        request.token = std::stoll(name.text);
        if (request.one_position) return base::Unit{};
    }
    std::set<account::InstrumentKey> held;
    if (view != nullptr) {
        for (const account::Position& position : view->positions) {
            if (position.net != 0) held.insert(position.key.instrument);
        }
    }
    const auto named = read_named(session, name);
    if (!named.ok()) return named.error();
    const bool is_unknown = named.value().found.empty();
    if (is_token(name.text) && is_unknown) return base::Unit{};  // it may be held all the same
    const auto key = the_one(name, named.value(), held);
    if (!key.ok()) return key.error();
    request.exchange = events::name_of(key.value().exchange);
    request.segment = events::name_of(key.value().segment);
    request.token = key.value().token;
    return base::Unit{};
}

base::Status complete_market(Request& request, const account::View& view) {
    if (!request.one_position || (!request.exchange.empty() && !request.segment.empty())) {
        return base::Unit{};
    }
    std::set<account::InstrumentKey> held;
    for (const account::Position& position : view.positions) {
        const account::InstrumentKey& key = position.key.instrument;
        const bool meant =
            position.net != 0 && key.token == request.token &&
            (request.exchange.empty() || events::name_of(key.exchange) == request.exchange) &&
            (request.segment.empty() || events::name_of(key.segment) == request.segment);
        if (meant) held.insert(key);
    }
    if (held.empty()) return Error{Errc::Invalid, "token: no open position in this instrument"};
    if (held.size() > 1) {
        std::string choice;
        for (const account::InstrumentKey& key : held) {
            choice.append(choice.empty() ? "" : ", ").append(market_of(key));
        }
        return Error{Errc::Invalid,
                     "token: more than one market has it, give exchange and segment: " + choice};
    }
    request.exchange = events::name_of(held.begin()->exchange);
    request.segment = events::name_of(held.begin()->segment);
    return base::Unit{};
}

std::string refusal(const site::SiteState& site, const std::optional<site::TradingDay>& day,
                    std::optional<int64_t> epoch, int64_t now_us) {
    if (site.state != site::State::Active) {
        return "state: the site is " + std::string{site::name_of(site.state)} +
               ", commands need ACTIVE; " + std::string{site::next_step(site.state)};
    }
    if (epoch && *epoch != site.epoch) {
        return "epoch: the site is at " + std::to_string(site.epoch) + ", not " +
               std::to_string(*epoch);
    }
    const auto over = day ? site::day_over(*day, now_us) : std::nullopt;
    return over ? "day: " + *over : "";
}

}  // namespace ctl
