#include "common/events/command.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/events/strict_fields.h"

namespace events {
namespace {

// Empty, or what is wrong with [token, last, bid, ask].
std::string read_line(const JsonValue& value, PriceLine& line) {
    if (value.kind != JsonValue::Kind::List || value.elements.size() != 4) {
        return "a line must be [token, last, bid, ask]";
    }
    for (const JsonValue& number : value.elements) {
        if (number.kind != JsonValue::Kind::Number) return "a line must hold numbers";
    }
    int64_t token = 0;
    std::string why = read_integer(value.elements[0].text, 1, kTokenMax, token);
    if (!why.empty()) return "token " + why;
    line.token = static_cast<uint32_t>(token);
    const std::array<int64_t*, 3> places{&line.last, &line.bid, &line.ask};
    for (size_t i = 0; i < places.size(); ++i) {
        why = read_price(value.elements[i + 1].text, *places[i]);
        if (!why.empty()) return "a price " + why;
    }
    return {};
}

}  // namespace

std::string encode(const Prices& prices) {
    JsonText json;
    json.open_object();
    json.text("kind", "prices");
    json.text("exchange", name_of(prices.exchange));
    json.text("segment", name_of(prices.segment));
    json.integer("time_us", prices.time_us);
    json.key("prices");
    json.open_list();
    for (const PriceLine& line : prices.lines) {
        json.open_list();
        json.integer(line.token);
        json.price(line.last);
        json.price(line.bid);
        json.price(line.ask);
        json.close_list();
    }
    json.close_list();
    json.close_object();
    return json.take();
}

base::Result<Prices> decode_prices(std::string_view body) {
    const auto json = read_json(body, kBodyBytesMax);
    if (!json.ok()) return json.error();
    StrictFields fields{json.value()};
    Prices prices;
    fields.kind("prices");
    fields.name("exchange", Need::Must, prices.exchange);
    fields.name("segment", Need::Must, prices.segment);
    fields.integer("time_us", Need::Must, 1, kTimeUsMax, prices.time_us);
    if (const JsonValue* lines = fields.list("prices", Need::Must, kPriceLinesMax)) {
        for (const JsonValue& value : lines->elements) {
            fields.refuse("prices", read_line(value, prices.lines.emplace_back()));
            if (!fields.problem().empty()) break;
        }
    }
    if (!fields.problem().empty()) return base::Error{base::Errc::Invalid, fields.problem()};
    return prices;
}

}  // namespace events
