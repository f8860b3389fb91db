#include "test/unit/squareoff/conversation.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "consumers/squareoff/accept.h"
#include "consumers/squareoff/advance.h"
#include "test/unit/squareoff/conversation_words.h"

namespace squareoff::test {

using account::PositionKey;
using events::CommandAction;
using events::OrderState;
using events::Side;
using exits::Exit;
using exits::State;

namespace {
constexpr uint32_t kDay = 20261120;
const Limits kLimits{.attempts_max = 3,
                     .first_wait_us = 200'000,
                     .cancel_answer_us = 5'000'000,
                     .rows_max = 50,
                     .orders_at_once = 5,
                     .orders_max = 12};
}  // namespace

Conversation::Conversation() {
    books_.account = "A1";
    books_.day = kDay;
    books_.known = true;
    protections_ = {{events::Segment::Cm, account::Protection::Kind::Equity, 0, 200, 500},
                    {events::Segment::Fo, account::Protection::Kind::Future, 0, 150, 500},
                    {events::Segment::Fo, account::Protection::Kind::Option, 0, 1000, 500}};
}

void Conversation::say(const std::string& line) {
    const Words words = split(line);
    if (words.empty() || words[0].front() == '#') return;
    if (words[0] == "INSTRUMENT") return instrument(words);
    if (words[0] == "POSITION") return position(words);
    if (words[0] == "PENDING") return pending(words);
    if (words[0] == "PARKED") return parked(words);
    if (words[0] == "<") return expect_plan(line.substr(line.find('<') + 1));
    if (words[0] == "=") return expect_result(words);
    if (words[0] != ">" || words.size() < 2) throw std::runtime_error{"what is " + words[0] + "?"};
    finish();
    const Words rest{words.begin() + 1, words.end()};
    rest[0] == "EXIT" || rest[0] == "CANCEL" ? command(rest) : told(rest);
    look();
}

void Conversation::finish() const {
    if (!planned_.empty()) throw std::runtime_error{"planned, not expected: " + planned_.front()};
}

void Conversation::instrument(const Words& words) {
    const Options options = options_of(words, 2);
    account::Instrument one;
    one.symbol = words.at(1);
    one.key = {has(options, "bse") ? events::Exchange::Bse : events::Exchange::Nse,
               has(options, "fo") ? events::Segment::Fo : events::Segment::Cm,
               static_cast<uint32_t>(instruments_.size() + 1)};
    one.lot = number(options, "lot", 1);
    one.tick = price(options, "tick", 500);
    one.last_price = price(options, "last", 0);
    one.freeze_quantity = number(options, "freeze", 0);
    one.band_low = price(options, "low", 0);
    one.band_high = price(options, "high", 0);
    one.expiry = static_cast<uint32_t>(number(options, "expiry", 0));
    one.trade_for_trade = has(options, "t2t");
    one.suspended = has(options, "suspended");
    instruments_.emplace(one.key, one);
}

void Conversation::position(const Words& words) {
    position_of(key_of(words.at(1), words.at(2))).net = std::stoll(words.at(3));
}

void Conversation::pending(const Words& words) {
    account::Order order;
    order.exchange_order_id = words.at(1);
    order.client_order_id = "M" + words.at(1);
    order.key = key_of(words.at(2), words.at(3));
    order.side = events::by_name<Side>(words.at(4)).value();
    order.quantity = order.remaining = std::stoll(words.at(5));
    books_.orders.push_back(order);
}

void Conversation::parked(const Words& words) {
    account::Doubt doubt{account::Doubt::Kind::Parked, {}};
    const PositionKey key = key_of(words.at(1), words.at(2));
    doubt.event.kind = "trade";
    doubt.event.token = key.instrument.token;
    doubt.event.product = key.product;
    doubt.event.side = events::by_name<Side>(words.at(3));
    doubt.event.quantity = std::stoll(words.at(4));
    books_.doubts.push_back(doubt);
}

void Conversation::command(const Words& words) {
    const Options options = options_of(words, 2);
    events::Command command;
    command.action = words[0] == "EXIT" ? CommandAction::Exit : CommandAction::Cancel;
    command.id = words.at(1);
    command.account = books_.account;
    command.day = kDay;
    command.epoch = number(options, "epoch", epoch_);
    command.issued_us = now_us_;
    command.expires_us = now_us_ + number(options, "expires_s", 60) * 1'000'000;
    command.cancel_first = !has(options, "keep_orders");
    command.validity = has(options, "day") ? events::Validity::Day : events::Validity::Ioc;
    if (has(options, "symbol")) {
        const auto key = key_of(options.at("symbol"), "MIS").instrument;
        command.exchange = key.exchange;
        command.segment = key.segment;
        command.token = key.token;
    }
    if (has(options, "segment"))
        command.segment = events::by_name<events::Segment>(options.at("segment"));
    if (has(options, "product"))
        command.product = events::by_name<events::Product>(options.at("product"));
    if (has(options, "side")) command.side = events::by_name<Side>(options.at("side"));
    if (has(options, "quantity")) command.quantity = number(options, "quantity", 0);
    if (has(options, "percent")) command.percent = number(options, "percent", 0);
    if (has(options, "price")) {
        command.price_policy = events::PricePolicy::Limit;
        command.price = price(options, "price", 0);
    }
    if (has(options, "orders")) command.orders = split(options.at("orders"), ',');
    const bool known =
        std::any_of(commands_.begin(), commands_.end(),
                    [&](const CommandState& one) { return one.command.id == command.id; });
    if (!known) commands_.push_back(accept(command, "", as_read(), now(), kLimits));
}

void Conversation::told(const Words& words) {
    if (words[0] == "LOOK" || told_by_exchange(words) || told_by_gateway(words)) return;
    told_of_site(words);
}

// FILL X 50: a trade and the order after it; TRADE X 50: the books have only the trade so far.
bool Conversation::told_by_exchange(const Words& words) {
    const std::string& what = words[0];
    const std::map<std::string, OrderState> states{{"OPENS", OrderState::Open},
                                                   {"FREEZES", OrderState::Frozen},
                                                   {"CANCELLED", OrderState::Cancelled},
                                                   {"REJECTED", OrderState::Rejected},
                                                   {"EXPIRED", OrderState::Expired}};
    const auto state = states.find(what);
    if (state != states.end()) {
        account::Order& one = order(words.at(1));
        one.state = state->second;
        one.reason = join(words, 2);
        if (events::is_final(one.state)) one.remaining = 0;
        return true;
    }
    if (what != "FILL" && what != "TRADE" && what != "BUST") return false;
    account::Order& one = order(words.at(1));
    const int64_t quantity = std::stoll(words.at(2)) * (what == "BUST" ? -1 : 1);
    trade(one, quantity);
    if (what == "TRADE") return true;
    one.filled += quantity;
    if (!events::is_final(one.state)) {
        one.remaining -= quantity;
        one.state = one.remaining == 0 ? OrderState::Filled : OrderState::PartiallyFilled;
    }
    return true;
}

bool Conversation::told_by_gateway(const Words& words) {
    if (words[0] == "TAKES") {
        own(words.at(1)).state = State::Sending;
    } else if (words[0] == "SENDS") {
        own(words.at(1)).state = State::Sent;
        own(words.at(1)).sent_us = now_us_;
    } else if (words[0] == "REFUSES") {
        own(words.at(1)).state = State::Rejected;
        own(words.at(1)).reason = join(words, 2);
    } else {
        return false;
    }
    return true;
}

void Conversation::told_of_site(const Words& words) {
    if (words[0] == "WAIT") {
        now_us_ += std::stoll(words.at(1)) * 1000;  // milliseconds
    } else if (words[0] == "STANDBY") {
        active_ = false;
    } else if (words[0] == "ACTIVE") {
        active_ = true;
        ++epoch_;
    } else if (words[0] == "PAUSE") {
        currency_ = account::Books::Paused;
    } else if (words[0] == "RESUME") {
        currency_ = account::Books::CatchingUp;
    } else if (words[0] == "CAUGHT-UP") {
        currency_ = account::Books::Current;
    } else if (words[0] == "DOWN") {
        unreached_.insert(events::by_name<events::Exchange>(words.at(1)).value());
    } else if (words[0] == "UP") {
        unreached_.erase(events::by_name<events::Exchange>(words.at(1)).value());
    } else if (words[0] == "PRICE") {
        instruments_.at(key_of(words.at(1), "MIS").instrument).last_price = money(words.at(2));
    } else {
        throw std::runtime_error{"what is " + words[0] + "?"};
    }
}

void Conversation::expect_plan(const std::string& rest) {
    const std::string wanted = join(split(rest), 0);
    if (planned_.empty()) throw std::runtime_error{"nothing is planned"};
    if (planned_.front() != wanted) throw std::runtime_error{"planned: " + planned_.front()};
    planned_.pop_front();
}

// "= c1 done" of a command, "= c1.2 partial 50 why" of its second row.
void Conversation::expect_result(const Words& words) const {
    const size_t dot = words.at(1).find('.');
    const std::string id = words[1].substr(0, dot);
    const auto state = std::find_if(commands_.begin(), commands_.end(),
                                    [&](const CommandState& one) { return one.command.id == id; });
    if (state == commands_.end()) throw std::runtime_error{"there is no command " + id};
    std::string is = phase_name(state->phase) + (state->reason.empty() ? "" : " " + state->reason);
    if (dot != std::string::npos) {
        const size_t number = std::stoul(words[1].substr(dot + 1));
        if (number > state->rows.size()) throw std::runtime_error{"there is no row " + words[1]};
        const CommandRow& row = state->rows[number - 1];
        is = row_state_name(row.state) + " " + std::to_string(row.done) +
             (row.reason.empty() ? "" : " " + row.reason);
    }
    if (is != join(words, 2)) throw std::runtime_error{words[1] + " is: " + is};
}

void Conversation::look() {
    Account account;
    account.view = as_read();
    for (const CommandState& state : commands_) {
        if (state.ended_us == 0) account.commands.push_back(state);
    }
    apply(advance(account, now(), kLimits));
    for (const CommandState& after : account.commands) {
        for (CommandState& before : commands_) {
            if (before.command.id == after.command.id) before = after;
        }
    }
}

void Conversation::apply(const Changes& changes) {
    for (const Exit& planned : changes.planned) {
        rows_.push_back(planned);
        names_["e" + std::to_string(rows_.size())] = planned.client_order_id;
        planned_.push_back("e" + std::to_string(rows_.size()) + " " + text_of(planned));
    }
    for (const Exit& ended : changes.ended) {
        for (Exit& row : rows_) {
            if (row.client_order_id == ended.client_order_id) row = ended;
        }
    }
    for (Exit& row : rows_) {
        const auto& ids = changes.withdrawn;
        const bool named = std::find(ids.begin(), ids.end(), row.client_order_id) != ids.end();
        if (!named || row.state != State::Planned) continue;
        row.state = State::Cancelled;
        row.ended_us = now_us_;
        planned_.push_back(text_of(row) + " withdrawn");
    }
}

account::View Conversation::as_read() const {
    account::View view = books_;
    std::erase_if(view.orders, [&](const account::Order& order) {
        const bool target = std::any_of(rows_.begin(), rows_.end(), [&](const Exit& row) {
            return row.target_exchange_order_id == order.exchange_order_id && row.ended_us == 0;
        });
        return events::is_final(order.state) && !events::is_own(order.client_order_id) && !target;
    });
    for (const Exit& row : rows_) {
        const bool open =
            std::any_of(commands_.begin(), commands_.end(), [&](const CommandState& state) {
                return state.command.id == row.command_id && state.ended_us == 0;
            });
        if (open || row.ended_us == 0) view.own.push_back(row);
    }
    return view;
}

Surroundings Conversation::now() const {
    return {active_,       currency_,
            unreached_,    epoch_,
            kDay,          &instruments_,
            &protections_, [](events::Exchange) { return std::string{"nse-1"}; },
            now_us_};
}

std::string Conversation::text_of(const Exit& own) const {
    if (own.action == CommandAction::Cancel) return "cancel " + own.target_exchange_order_id;
    return std::string{events::name_of(own.side)} + " " + own.symbol + " " +
           std::to_string(own.quantity) + " at " + money_text(own.price) + " " +
           std::string{events::name_of(own.validity)};
}

PositionKey Conversation::key_of(const std::string& symbol, const std::string& product) const {
    PositionKey key;
    key.product = events::by_name<events::Product>(product).value();
    key.instrument.token = 999;  // not among the instruments
    for (const auto& [instrument_key, one] : instruments_) {
        if (one.symbol == symbol) key.instrument = instrument_key;
    }
    return key;
}

account::Position& Conversation::position_of(const PositionKey& key) {
    for (account::Position& one : books_.positions) {
        if (one.key == key) return one;
    }
    books_.positions.push_back({});
    books_.positions.back().key = key;
    return books_.positions.back();
}

Exit& Conversation::own(const std::string& name) {
    for (Exit& row : rows_) {
        if (row.client_order_id == names_.at(name)) return row;
    }
    throw std::runtime_error{"there is no " + name};
}

account::Order& Conversation::order(const std::string& name) {
    const bool ours = names_.count(name) > 0;
    for (account::Order& one : books_.orders) {
        if (ours ? one.client_order_id == names_.at(name) : one.exchange_order_id == name) {
            return one;
        }
    }
    Exit& row = own(name);
    if (row.state == State::Planned) row.state = State::Sending;  // it has been taken
    account::Order one;
    one.exchange_order_id = "X" + name;
    one.client_order_id = row.client_order_id;
    one.key = row.key;
    one.side = row.side;
    one.validity = row.validity;
    one.quantity = one.remaining = row.quantity;
    books_.orders.push_back(one);
    return books_.orders.back();
}

void Conversation::trade(const account::Order& of, int64_t quantity) {
    position_of(of.key).net += of.side == Side::Buy ? quantity : -quantity;
}

}  // namespace squareoff::test
