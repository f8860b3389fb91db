#include "producers/venue/desk/query.h"

#include <charconv>

#include "common/base/decimal.h"
#include "common/csv/table.h"
#include "common/events/event.h"

namespace venue {
namespace {

// Undoes %20 and +. What is no valid escape stays as it is.
std::string decoded(std::string_view text) {
    std::string plain;
    for (size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(&text[i] + 1, &text[i] + 3, value, 16).ptr == &text[i] + 3) {
            plain.push_back(static_cast<char>(value));
            i += 2;
        } else {
            plain.push_back(text[i] == '+' ? ' ' : text[i]);
        }
    }
    return plain;
}

}  // namespace

Query::Query(std::string_view text) {
    while (!text.empty()) {
        const size_t end = text.find('&');
        const std::string_view pair = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const size_t equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        values_[decoded(pair.substr(0, equals))] = decoded(pair.substr(equals + 1));
    }
}

void Query::reject(const std::string& name, const std::string& why) {
    if (problem_.empty()) problem_ = name + ": " + why;
}

std::string Query::text(const std::string& name, const std::string& fallback) const {
    const auto found = values_.find(name);
    return found == values_.end() ? fallback : found->second;
}

std::string Query::required(const std::string& name) {
    std::string value = text(name, "");
    if (value.empty()) reject(name, "missing");
    return value;
}

int64_t Query::number(const std::string& name, std::optional<int64_t> fallback) {
    if (fallback && !values_.contains(name)) return *fallback;
    const auto value = csv::whole_number(required(name));
    if (!value || *value < 0) reject(name, "must be a whole number from 0");
    return value.value_or(0);
}

int64_t Query::price(const std::string& name, std::optional<int64_t> fallback) {
    if (fallback && !values_.contains(name)) return *fallback;
    const auto value = base::parse_price(required(name));
    const int64_t* const units = std::get_if<int64_t>(&value);
    const bool good = units != nullptr && *units >= 0;
    if (!good) reject(name, "must be rupees with at most 4 decimals");
    return good ? *units : 0;
}

InstrumentKey Query::instrument() {
    const auto exchange = events::by_name<events::Exchange>(required("exchange"));
    const auto segment = events::by_name<events::Segment>(required("segment"));
    const int64_t token = number("token", std::nullopt);
    if (!exchange) reject("exchange", "unknown");
    if (!segment) reject("segment", "unknown");
    if (token < 1 || token > events::kTokenMax) reject("token", "out of range");
    if (!problem_.empty()) return {};
    return {*exchange, *segment, static_cast<uint32_t>(token)};
}

}  // namespace venue
