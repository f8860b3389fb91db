#include <array>
#include <unordered_map>

#include "common/events/command.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/events/strict_fields.h"

namespace events {
namespace {

// Empty, or what is wrong with one price of a line.
std::string read_quote(const JsonValue& value, Quote& quote) {
    if (value.kind == JsonValue::Kind::Null) {
        quote = Quote::none();
        return {};
    }
    if (value.kind != JsonValue::Kind::Number) return "a line must hold numbers or null";
    const bool negative = value.text.starts_with('-');
    int64_t units = 0;
    const std::string why =
        read_price(std::string_view{value.text}.substr(negative ? 1 : 0), units);
    if (!why.empty()) return "a price " + why;
    if (units != 0) quote = Quote::of(negative ? -units : units);
    return {};
}

constexpr size_t kPlainLine = 4;     // token, last, bid, ask
constexpr size_t kLineWithBand = 6;  // and band_low, band_high

// Empty, or what is wrong with the first four of [token, last, bid, ask, band_low, band_high].
std::string read_line(const JsonValue& value, PriceLine& line) {
    const size_t members = value.kind == JsonValue::Kind::List ? value.elements.size() : 0;
    if (members != kPlainLine && members != kLineWithBand) {
        return "a line must be [token, last, bid, ask], or that and band_low, band_high";
    }
    if (value.elements[0].kind != JsonValue::Kind::Number) return "a token must be a number";
    int64_t token = 0;
    std::string why = read_integer(value.elements[0].text, 1, kTokenMax, token);
    if (!why.empty()) return "token " + why;
    line.token = static_cast<uint32_t>(token);
    const std::array<Quote*, 3> places{&line.last, &line.bid, &line.ask};
    for (size_t i = 0; i < places.size() && why.empty(); ++i) {
        why = read_quote(value.elements[i + 1], *places[i]);
    }
    return why;
}

// Empty, or what is wrong with the band of a good line, which is then not said.
std::string read_band(const JsonValue& line, Band& to) {
    if (line.elements.size() != kLineWithBand) return {};
    Band band;
    std::string why = read_quote(line.elements[kPlainLine], band.low);
    if (why.empty()) why = read_quote(line.elements[kPlainLine + 1], band.high);
    if (why.empty() && (band.low.units < 0 || band.high.units < 0)) {
        why = "a band must not be below 0";
    }
    if (why.empty() && band.crossed()) why = "band_low is above band_high";
    if (why.empty()) to = band;
    return why;
}

std::string read_zero(const JsonValue& value, PriceLine& line) {
    if (value.kind != JsonValue::Kind::Number) return "a token must be a number";
    int64_t token = 0;
    const std::string why = read_integer(value.text, 1, kTokenMax, token);
    line.token = static_cast<uint32_t>(token);
    line.last = Quote::of(0);
    return why.empty() ? why : "token " + why;
}

// True: there is nothing wrong.
bool passes(const std::string& why, std::string_view field, JudgedPrices& judged) {
    if (why.empty()) return true;
    if (judged.refused++ == 0) judged.problem = std::string{field} + ": " + why;
    return false;
}

void judge_lines(const JsonValue& lines, JudgedPrices& judged) {
    for (const JsonValue& value : lines.elements) {
        PriceLine line;
        if (!passes(read_line(value, line), "prices", judged)) continue;
        passes(read_band(value, line.band), "prices", judged);
        judged.prices.lines.push_back(line);
    }
}

// To the instruments' lines where they have one that says nothing else.
void add_zeros(const JsonValue& zero, JudgedPrices& judged) {
    std::vector<PriceLine>& lines = judged.prices.lines;
    const size_t listed = lines.size();
    for (const JsonValue& value : zero.elements) {
        PriceLine line;
        if (passes(read_zero(value, line), "zero", judged)) lines.push_back(line);
    }
    std::unordered_map<uint32_t, size_t> places;
    for (size_t i = 0; i < listed; ++i) {
        if (!lines[i].last.said()) places[lines[i].token] = i;
    }
    size_t kept = listed;
    for (size_t i = listed; i < lines.size(); ++i) {
        const auto place = places.find(lines[i].token);
        if (place != places.end()) {
            lines[place->second].last = lines[i].last;
        } else {
            lines[kept++] = lines[i];
        }
    }
    lines.resize(kept);
}

void write_quote(JsonText& json, const Quote& quote) {
    if (quote.kind == Quote::Kind::None) return json.raw("null");
    json.price(quote.units);  // 0 where nothing is said
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
    std::vector<uint32_t> zero;
    for (const PriceLine& line : prices.lines) {
        if (line.last == Quote::of(0)) zero.push_back(line.token);
        json.open_list();
        json.integer(line.token);
        write_quote(json, line.last);
        write_quote(json, line.bid);
        write_quote(json, line.ask);
        if (line.band.said()) {
            write_quote(json, line.band.low);
            write_quote(json, line.band.high);
        }
        json.close_list();
    }
    json.close_list();
    if (!zero.empty()) {
        json.key("zero");
        json.open_list();
        for (const uint32_t token : zero) json.integer(token);
        json.close_list();
    }
    json.close_object();
    return json.take();
}

base::Result<JudgedPrices> judge_prices(std::string_view body) {
    const auto json = read_json(body, kBodyBytesMax);
    if (!json.ok()) return json.error();
    StrictFields fields{json.value()};
    JudgedPrices judged;
    fields.kind("prices");
    fields.name("exchange", Need::Must, judged.prices.exchange);
    fields.name("segment", Need::Must, judged.prices.segment);
    fields.integer("time_us", Need::Must, 1, kTimeUsMax, judged.prices.time_us);
    const JsonValue* lines = fields.list("prices", Need::Must, kPriceLinesMax);
    const JsonValue* zero = fields.list("zero", Need::May, kPriceLinesMax);
    if (!fields.problem().empty()) return base::Error{base::Errc::Invalid, fields.problem()};
    judge_lines(*lines, judged);
    if (zero != nullptr) add_zeros(*zero, judged);
    return judged;
}

base::Result<Prices> decode_prices(std::string_view body) {
    auto judged = judge_prices(body);
    if (!judged.ok()) return judged.error();
    if (judged.value().refused > 0) {
        return base::Error{base::Errc::Invalid, judged.value().problem};
    }
    return std::move(judged).value().prices;
}

}  // namespace events
