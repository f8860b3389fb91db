#include "common/events/event_outline.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "common/events/event.h"
#include "common/events/json_value.h"

namespace events {
namespace {

template <class Number>
std::optional<Number> number_of(const JsonValue& value) {
    Number number = 0;
    const char* end = value.text.data() + value.text.size();
    const auto read = std::from_chars(value.text.data(), end, number);
    if (value.kind != JsonValue::Kind::Number || read.ec != std::errc{} || read.ptr != end) {
        return std::nullopt;
    }
    return number;
}

template <class Enum>
std::optional<Enum> name_of_one(const JsonValue& value) {
    return value.kind == JsonValue::Kind::Text ? by_name<Enum>(value.text) : std::nullopt;
}

constexpr std::string_view kDecisive[] = {
    "exchange_order_id", "client_order_id", "state",           "type", "validity", "origin",
    "follows",           "trade_no",        "exchange_time_us"};

void take(Outline& outline, const std::string& name, const JsonValue& value) {
    const std::string text = value.kind == JsonValue::Kind::Text ? value.text : std::string{};
    if (name == "kind") outline.kind = text;
    if (name == "action") outline.action = text;
    if (name == "account") outline.account = text;
    if (name == "id") outline.id = text;
    if (name == "ref") outline.ref = text;
    if (name == "exchange") outline.exchange = name_of_one<Exchange>(value);
    if (name == "segment") outline.segment = name_of_one<Segment>(value);
    if (name == "product") outline.product = name_of_one<Product>(value);
    if (name == "side") outline.side = name_of_one<Side>(value);
    if (name == "token") outline.token = number_of<uint32_t>(value);
    if (name == "day") outline.day = number_of<uint32_t>(value);
    if (name == "quantity") outline.quantity = number_of<int64_t>(value);
    if (name == "filled") outline.filled = number_of<int64_t>(value);
    if (name == "remaining") outline.remaining = number_of<int64_t>(value);
    // Left out and empty are the same.
    if (std::ranges::find(kDecisive, name) != std::end(kDecisive) && !value.text.empty()) {
        outline.others[name] = value.text;
    }
}

}  // namespace

std::optional<int64_t> Outline::change() const {
    if (kind == "order") return 0;
    const bool told = kind == "trade" && side && quantity && *quantity >= 0;
    if (!told || action == "correct") return std::nullopt;  // it replaces a trade that is not here
    const bool bought = (*side == Side::Buy) != (action == "bust");
    return bought ? *quantity : -*quantity;
}

std::optional<int64_t> Outline::given_up() const {
    if (!quantity || !filled || !remaining) return std::nullopt;
    const auto in_range = [](int64_t value) { return value >= 0 && value <= kQuantityMax; };
    if (!in_range(*quantity) || !in_range(*filled) || !in_range(*remaining)) return std::nullopt;
    return std::max<int64_t>(0, *quantity - *filled - *remaining);
}

std::optional<Outline> outline_of(std::string_view body) {
    const auto value = read_json(body, kBodyBytesMax);
    if (!value.ok() || value.value().kind != JsonValue::Kind::Object) return std::nullopt;
    Outline outline;
    const JsonValue& object = value.value();
    for (size_t i = 0; i < object.names.size(); ++i) {
        take(outline, object.names[i], object.elements[i]);
    }
    return outline;
}

}  // namespace events
