#include "event_writer.h"

#include "json_line.h"
#include "population.h"

namespace daygen {
namespace {

// Ranges of the venues do not meet: an id names one event even where the segment is not looked at.
constexpr std::array<int64_t, kVenues> kEventIdBase{1'000'000'000, 4'000'000'000, 7'000'000'000};
constexpr std::array<int64_t, kVenues> kTradeNumberBase{25'000'000, 100'000'000, 600'000'000};

void add_order_ids(std::string& line, int64_t number, int64_t client_number, bool numbered,
                   bool has_client_number) {
    const fmt::format_int client{client_number};
    line.append(",\"exchange_order_id\":\"");
    if (numbered) {
        const fmt::format_int digits{number};
        line.append(digits.data(), digits.size());
    } else {
        line.append("P").append(client.data(), client.size());
    }
    line.append("\",\"client_order_id\":\"");
    if (has_client_number) line.append("P").append(client.data(), client.size());
    line.push_back('"');
}

void add_id(std::string& line, std::string_view name, int64_t id) {
    const fmt::format_int digits{id};
    add_text(line, name, {digits.data(), digits.size()});
}

template <class Names, class Value>
std::string_view name_of(const Names& names, Value value) {
    return names[static_cast<size_t>(value)];
}

}  // namespace

EventWriter::EventWriter(uint32_t day, int64_t open_us, const Market& market, ZstdOutput& output,
                         Tally& tally)
    : day_{day},
      open_us_{open_us},
      market_{market},
      output_{output},
      tally_{tally},
      last_event_id_{kEventIdBase},
      last_trade_number_{kTradeNumberBase} {}

int64_t EventWriter::begin(const Common& common, Venue venue) {
    const Instrument& instrument = market_.instruments[common.instrument];
    const int64_t id = ++last_event_id_[static_cast<size_t>(venue)];
    line_.assign("{\"kind\":\"").append(common.kind).push_back('"');
    add_number(line_, "day", day_);
    add_id(line_, "id", id);
    add_text(line_, "account", account_of(common.customer));
    add_text(line_, "exchange", name_of(kExchangeNames, venue));
    add_text(line_, "segment", name_of(kSegmentNames, venue));
    add_number(line_, "token", instrument.token);
    add_text(line_, "product", name_of(kProductNames, common.product));
    add_number(line_, "exchange_time_us", open_us_ + common.at_us);
    return id;
}

bool EventWriter::write_order(const Order& order, int64_t at_us) {
    begin({"order", order.customer, order.instrument, order.product, at_us}, order.venue);
    add_order_ids(line_, order.number, order.client_number, order.numbered,
                  order.origin == Origin::Primary);
    const bool done = is_final(order.state);
    const bool ended = order.state == State::Cancelled || order.state == State::Rejected;
    add_text(line_, "side", name_of(kSideNames, order.side));
    add_text(line_, "type", name_of(kTypeNames, order.type));
    add_text(line_, "validity", name_of(kValidityNames, order.validity));
    add_number(line_, "quantity", order.quantity);
    add_number(line_, "filled", order.filled);
    add_number(line_, "remaining", done ? 0 : order.quantity - order.filled);
    add_amount(line_, "price", order.price);
    add_amount(line_, "trigger", order.trigger);
    add_text(line_, "state", name_of(kStateNames, order.state));
    add_text(line_, "reason", ended ? order.reason : std::string_view{});
    add_text(line_, "origin", name_of(kOriginNames, order.origin));
    ++tally_.order_events[static_cast<size_t>(order.state)];
    return finish(at_us, order.venue);
}

bool EventWriter::write_new_trade(TradeRecord& trade, int64_t at_us) {
    trade.trade_number = ++last_trade_number_[static_cast<size_t>(trade.venue)];
    trade.id = last_event_id_[static_cast<size_t>(trade.venue)] + 1;
    return write_trade(trade, Action::New, at_us);
}

bool EventWriter::write_amendment(TradeRecord& trade, Action action, int64_t at_us) {
    const bool written = write_trade(trade, action, at_us);
    trade.id = last_event_id_[static_cast<size_t>(trade.venue)];
    return written;
}

bool EventWriter::write_trade(const TradeRecord& trade, Action action, int64_t at_us) {
    begin({"trade", trade.customer, trade.instrument, trade.product, at_us}, trade.venue);
    add_id(line_, "trade_no", trade.trade_number);
    add_order_ids(line_, trade.number, trade.client_number, true, trade.has_client_number);
    add_text(line_, "side", name_of(kSideNames, trade.side));
    add_number(line_, "quantity", trade.quantity);
    add_amount(line_, "price", trade.price);
    add_text(line_, "action", name_of(kActionNames, action));
    if (action == Action::New) {
        add_text(line_, "ref", "");
    } else {
        add_id(line_, "ref", trade.id);
    }
    ++tally_.trade_events[static_cast<size_t>(action)];
    return finish(at_us, trade.venue);
}

bool EventWriter::finish(int64_t at_us, Venue venue) {
    line_.append("}\n");
    if (tally_.events == 0) tally_.first_time_us = open_us_ + at_us;
    tally_.last_time_us = open_us_ + at_us;
    ++tally_.events;
    ++tally_.venue_events[static_cast<size_t>(venue)];
    return output_.write(line_);
}

}  // namespace daygen
