#include "test/unit/venue/scenario_text.h"

#include <sstream>

#include "common/base/decimal.h"
#include "common/base/must.h"
#include "common/fix/trading.h"

namespace scenario {
namespace {

constexpr const char* kExecTypes[] = {"new",    "canceled", "replaced", "rejected", "done",
                                      "frozen", "expired",  "restated", "trade",    "correct",
                                      "bust",   "status",   "triggered"};
constexpr const char* kStatuses[] = {"new",      "partial",   "filled",          "canceled",
                                     "rejected", "frozen",    "expired",         "done",
                                     "replaced", "canceling", "pending_replace", "suspended"};

class Values {
  public:
    explicit Values(const Line& line) : line_{line} {}

    std::string text(const std::string& key, const std::string& fallback = "") const {
        const auto found = line_.values.find(key);
        return found == line_.values.end() ? fallback : found->second;
    }
    int64_t number(const std::string& key) const { return std::stoll(text(key, "0")); }
    int64_t price(const std::string& key) const {
        return std::get<int64_t>(base::parse_price(text(key, "0")));
    }
    template <class Enum>
    Enum name(const std::string& key, const std::string& fallback) const {
        return events::by_name<Enum>(text(key, fallback)).value();
    }
    fix::Instrument instrument() const {
        const std::string token = text("token", "101");
        const bool future = token == "101";
        fix::Instrument one;
        one.exchange = events::Exchange::Nse;
        one.segment = future ? events::Segment::Fo : events::Segment::Cm;
        one.token = static_cast<uint32_t>(std::stoul(token));
        one.symbol = text("symbol", future ? "FUT" : token == "202" ? "SHARE" : "BIG");
        return one;
    }

  private:
    const Line& line_;
};

fix::NewOrder new_order(const Values& values) {
    fix::NewOrder order;
    order.client_order_id = values.text("cl");
    order.account = values.text("account", "A1");
    order.instrument = values.instrument();
    order.product = values.text("product", "NRML");
    order.side = values.name<events::Side>("side", "buy");
    order.type = values.name<events::OrderType>("type", "limit");
    order.validity = values.name<events::Validity>("validity", "day");
    order.quantity = values.number("qty");
    order.price = values.price("price");
    order.trigger = values.price("trigger");
    order.transact_time_us = 1;
    return order;
}

fix::CancelOrder cancel(const Values& values) {
    fix::CancelOrder order;
    order.client_order_id = values.text("cl");
    order.original_client_order_id = values.text("orig");
    order.exchange_order_id = values.text("order");
    order.account = values.text("account", "A1");
    order.instrument = values.instrument();
    order.side = values.name<events::Side>("side", "buy");
    order.quantity = values.number("qty");
    order.transact_time_us = 1;
    return order;
}

fix::ReplaceOrder replace(const Values& values) {
    fix::ReplaceOrder order;
    order.what = cancel(values);
    order.type = values.name<events::OrderType>("type", "limit");
    order.validity = values.name<events::Validity>("validity", "day");
    order.price = values.price("price");
    order.trigger = values.price("trigger");
    return order;
}

std::string price_text(int64_t units) {
    std::string text;
    base::append_price(text, units);
    return text;
}

std::string word_text(std::string text) {
    for (char& c : text) {
        if (c == ' ') c = '_';
    }
    return text;
}

void tell(const fix::ExecutionReport& report, Line& line) {
    line.word = "REPORT";
    line.values = {{"cl", report.client_order_id},
                   {"orig", report.original_client_order_id},
                   {"order", report.exchange_order_id},
                   {"exec", kExecTypes[static_cast<size_t>(report.exec_type)]},
                   {"status", kStatuses[static_cast<size_t>(report.status)]},
                   {"exec_id", report.exec_id},
                   {"ref", report.exec_ref_id},
                   {"account", report.account},
                   {"token", std::to_string(report.instrument.token)},
                   {"symbol", report.instrument.symbol},
                   {"product", report.product},
                   {"side", std::string{events::name_of(report.side)}},
                   {"type", std::string{events::name_of(report.type)}},
                   {"qty", std::to_string(report.quantity)},
                   {"price", price_text(report.price)},
                   {"trigger", price_text(report.trigger)},
                   {"last_qty", std::to_string(report.last_quantity)},
                   {"last_px", price_text(report.last_price)},
                   {"filled", std::to_string(report.cumulative)},
                   {"leaves", std::to_string(report.leaves)},
                   {"trade", report.trade_no},
                   {"text", word_text(report.text)},
                   {"day", std::to_string(report.day)}};
}

void tell(const fix::CancelReject& reject, Line& line) {
    line.word = "REFUSED";
    line.values = {{"cl", reject.client_order_id},
                   {"orig", reject.original_client_order_id},
                   {"order", reject.exchange_order_id},
                   {"status", kStatuses[static_cast<size_t>(reject.status)]},
                   {"unknown", reject.unknown_order ? "yes" : "no"},
                   {"of", reject.of_replace ? "replace" : "cancel"},
                   {"text", word_text(reject.text)}};
}

void tell(const fix::MessageReject& reject, Line& line) {
    line.word = "REJECT";
    line.values = {{"cl", reject.ref_id},
                   {"type", reject.ref_type},
                   {"tag", std::to_string(reject.ref_tag)},
                   {"text", word_text(reject.text)}};
}

void tell(const fix::MassCancelReport& report, Line& line) {
    line.word = "MASS";
    line.values = {{"cl", report.client_order_id}, {"count", std::to_string(report.affected)}};
}

void tell(const fix::PriceUpdates& prices, Line& line) {
    constexpr std::array<const char*, 5> kFields{"last_", "bid_", "ask_", "low_", "high_"};
    constexpr size_t kPrices = 3;  // the others are limits, shown where they are said
    line.word = "PRICES";
    for (const fix::PriceUpdate& one : prices.updates) {
        const std::string token = std::to_string(one.instrument.token);
        for (size_t at = 0; at < kPrices; ++at) {
            line.values.try_emplace(kFields[at] + token, price_text(0));
        }
        const char* field = kFields[static_cast<size_t>(one.field)];
        line.values[field + token] = price_text(one.units.value_or(0));
    }
}

void tell(const fix::Unknown& unknown, Line& line) { line.word = unknown.type; }

Line parse_line(const std::string& text, int number) {
    Line line;
    line.number = number;
    std::istringstream words{text};
    words >> line.kind;
    if (line.kind == '!') {
        words >> line.word;
        line.session = "200";
        if (line.word == "409" || line.word == "400") line.session = std::exchange(line.word, "");
        if (line.word.empty()) words >> line.word;
        words >> line.target;
        return line;
    }
    words >> line.session >> line.word;
    for (std::string pair; words >> pair;) {
        const size_t equals = pair.find('=');
        base::must(equals != std::string::npos);
        line.values[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    return line;
}

}  // namespace

std::vector<Line> parse(const std::string& text) {
    std::vector<Line> lines;
    std::istringstream in{text};
    int number = 0;
    for (std::string one; std::getline(in, one);) {
        ++number;
        if (!one.empty() && one[0] != '#') lines.push_back(parse_line(one, number));
    }
    return lines;
}

fix::Message message_of(const Line& line) {
    const Values values{line};
    const fix::Dialect dialect;
    if (line.word == "NEW") return fix::write(new_order(values), dialect);
    if (line.word == "CANCEL") return fix::write(cancel(values), dialect);
    if (line.word == "REPLACE") return fix::write(replace(values), dialect);
    if (line.word == "PRICES") return fix::write_price_request(values.text("id", "1"), dialect);
    if (line.word == "STATUS") {
        return fix::write(fix::StatusRequest{values.text("cl"), values.text("order"),
                                             values.text("account", "A1"), values.instrument(),
                                             values.name<events::Side>("side", "buy")},
                          dialect);
    }
    if (line.word == "MASS") {
        return fix::write(fix::MassCancel{values.text("cl"), values.text("account"), 1}, dialect);
    }
    base::must(line.word == "RAW");
    // A new order with some of its tags left out or replaced: RAW type=D 44=abc 54=
    fix::Message message = fix::write(new_order(values), dialect);
    message.type = values.text("msg", "D");
    for (const auto& [key, value] : line.values) {
        const int tag = std::atoi(key.c_str());
        if (tag == 0) continue;
        std::erase_if(message.fields, [&](const fix::Tag& one) { return one.number == tag; });
        if (!value.empty()) message.add(tag, value);
    }
    return message;
}

Line line_of(const fix::Message& message) {
    Line line;
    line.kind = '<';
    line.session = message.session;
    const auto read = fix::read_from_exchange(message, fix::Dialect{});
    if (!read.ok()) {
        line.word = message.type + " " + read.error().what;
        return line;
    }
    std::visit([&](const auto& one) { tell(one, line); }, read.value());
    return line;
}

std::string difference(const Line& wanted, const Line& got) {
    bool same = wanted.word == got.word;
    for (const auto& [key, value] : wanted.values) {
        const auto found = got.values.find(key);
        same = same && found != got.values.end() && found->second == value;
    }
    if (same) return "";
    std::string text = "wanted " + wanted.word;
    for (const auto& [key, value] : wanted.values) text += " " + key + "=" + value;
    text += "\n   got " + got.word;
    for (const auto& [key, value] : got.values) {
        if (wanted.word != got.word || wanted.values.contains(key)) text += " " + key + "=" + value;
    }
    return text;
}

}  // namespace scenario
