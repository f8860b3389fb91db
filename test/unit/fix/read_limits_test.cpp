// Price limits (the day's band) in entries of prices: 1148 and 1149, judged by themselves.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/fix/read_prices.h"

namespace {

using fix::PriceField;
using Entry = std::vector<fix::Tag>;

constexpr int64_t kSent = 1'795'000'000'000'000;
const fix::Dialect kDialect;

fix::PriceUpdates read(const std::vector<Entry>& entries, const Entry& body = {}) {
    fix::Message message;
    message.type = "X";
    message.sending_time_us = kSent;
    for (const fix::Tag& tag : body) message.add(tag.number, tag.value);
    message.add(268, std::to_string(entries.size()));
    for (const Entry& entry : entries) {
        for (const fix::Tag& tag : entry) message.add(tag.number, tag.value);
    }
    return fix::read_prices(message, kDialect);
}

// "5 last 250, 5 low none; 1148 LowLimitPrice: negative"
std::string told(const fix::PriceUpdates& found) {
    constexpr const char* kFields[]{"last", "bid", "ask", "low", "high"};
    std::string text;
    for (const fix::PriceUpdate& one : found.updates) {
        if (!text.empty()) text += ", ";
        text += std::to_string(one.instrument.token) + " " +
                kFields[static_cast<size_t>(one.field)] + " " +
                (one.units ? std::to_string(*one.units) : "none");
    }
    for (const std::string& why : found.refused) text += "; " + why;
    return text;
}

Entry with(Entry entry, const Entry& more) {
    entry.insert(entry.end(), more.begin(), more.end());
    return entry;
}

Entry last(const std::string& token, const Entry& more = {}) {
    return with({{279, "1"}, {269, "2"}, {48, token}, {270, "250"}}, more);
}

// What is wrong with limits, which cost neither the price beside them nor the neighbours.
std::string refusal(const Entry& limits) {
    const auto found = read({last("4"), last("5", limits), last("6", {{1149, "300"}})});
    CHECK(told({found.updates, {}}) ==
          "4 last 2500000, 5 last 2500000, 6 last 2500000, 6 high 3000000");
    return found.refused.size() == 1 ? found.refused[0] : "";
}

}  // namespace

TEST_CASE("fix/limits: beside a price, beside one of no use, or alone") {
    const Entry limits{{1148, "200"}, {1149, "300.05"}};
    CHECK(told(read({last("5", limits)})) == "5 last 2500000, 5 low 2000000, 5 high 3000500");
    for (const Entry& head : {Entry{{279, "0"}, {269, "g"}, {48, "5"}},
                              Entry{{279, "1"}, {269, "4"}, {48, "5"}, {270, "odd"}},
                              Entry{{279, "1"}, {269, "2"}, {48, "5"}},
                              Entry{{279, "1"}, {48, "5"}}, Entry{{269, "g"}, {48, "5"}}}) {
        CAPTURE(head.size());
        CHECK(told(read({with(head, limits)})) == "5 low 2000000, 5 high 3000500");
    }
}

TEST_CASE("fix/limits: absent, blank and 0 say nothing") {
    CHECK(told(read({last("5", {{1148, "0"}, {1149, "300"}})})) ==
          "5 last 2500000, 5 high 3000000");
    CHECK(told(read({last("5", {{1148, "200"}, {1149, " "}})})) == "5 last 2500000, 5 low 2000000");
    CHECK(told(read({last("5", {{1148, "0.00"}, {1149, "0"}, {1306, "2"}})})) == "5 last 2500000");
}

TEST_CASE("fix/limits: what is wrong with them is told, and costs nobody a price") {
    CHECK(refusal({{1148, "1.00001"}, {1149, "5"}}) == "1148 LowLimitPrice: more than 4 decimals");
    CHECK(refusal({{1148, "1"}, {1149, "five"}}) == "1149 HighLimitPrice: not a decimal");
    CHECK(refusal({{1148, "1"}, {1149, "1e3"}}) == "1149 HighLimitPrice: not a decimal");
    CHECK(refusal({{1148, "-1"}, {1149, "5"}}) == "1148 LowLimitPrice: negative");
    CHECK(refusal({{1149, "-5"}}) == "1149 HighLimitPrice: negative");
    CHECK(refusal({{1149, "20000000"}}) == "1149 HighLimitPrice: too large");
    CHECK(refusal({{1148, "6"}, {1149, "5"}}) == "1148 LowLimitPrice: above 1149 HighLimitPrice");
    CHECK(refusal({{1148, "4"}, {1148, "3"}, {1149, "5"}}) ==
          "1148 LowLimitPrice: given twice, with different values");
    CHECK(refusal({{1148, "10"}, {1149, "10"}, {1306, "2"}}) == "1306 PriceLimitType: not prices");
    CHECK(told(read({last("5", {{1148, "10"}, {1149, "20"}, {1306, "0"}})})) ==
          "5 last 2500000, 5 low 100000, 5 high 200000");
}

TEST_CASE("fix/limits: a price that cannot be read does not cost them") {
    CHECK(told(read({{{279, "1"}, {269, "2"}, {48, "5"}, {270, "x"}, {1148, "1"}}})) ==
          "5 low 10000; 270 MDEntryPx: not a decimal");
    CHECK(told(read({{{279, "1"}, {48, "5"}, {270, "1"}, {1148, "1"}}})) ==
          "5 low 10000; 269 MDEntryType: missing");
    CHECK(told(read({{{279, "1"}, {269, "2"}, {48, "5"}, {270, "1"}, {1148, "1"}, {60, "x"}}})) ==
          "; 60 TransactTime: not a UTC time");
}

TEST_CASE("fix/limits: only their own entry, deleted, says that there are none") {
    CHECK(told(read({{{279, "2"}, {269, "g"}, {48, "5"}}})) == "5 low none, 5 high none");
    CHECK(told(read({{{279, "2"}, {269, "2"}, {48, "5"}, {1148, "1"}, {1149, "x"}}})) ==
          "5 last none");
}

// Without the entry's first tag, its type behind the limits of another begins it.
TEST_CASE("fix/limits: they stay with the instrument whose entry they stand in") {
    CHECK(told(read({{{279, "1"}, {48, "5"}, {1148, "1"}, {1149, "2"}},
                     {{269, "2"}, {270, "9"}, {48, "6"}}})) ==
          "5 low 10000, 5 high 20000, 6 last 90000");
    CHECK(told(read({{{269, "0"}, {270, "9"}, {1149, "10"}}, {{269, "1"}, {270, "9.5"}}},
                    {{48, "12"}})) == "12 bid 90000, 12 high 100000, 12 ask 95000");
}

TEST_CASE("fix/limits: what our exchange writes is read as it was") {
    const auto written = [](bool snapshot, fix::PriceLimits limits) {
        fix::Price price;
        price.instrument.token = 5;
        price.last = 2'500'000;
        price.time_us = kSent;
        price.limits = limits;
        auto message = fix::write({price}, snapshot, kDialect);
        if (!snapshot)
            message.groups[0].entries.erase(message.groups[0].entries.begin(),
                                            message.groups[0].entries.begin() + 2);
        return told(read(message.groups.at(0).entries));
    };
    CHECK(written(true, {100, 200}) == "5 last 2500000, 5 low 100, 5 high 200");
    CHECK(written(false, {100, 200}) == "5 last 2500000, 5 low 100, 5 high 200");
    CHECK(written(true, {0, 200}) == "5 last 2500000, 5 high 200");
    CHECK(written(true, {0, 0}) == "5 last 2500000");
    CHECK(written(false, {0, 200}) == "5 last 2500000, 5 low none, 5 high none, 5 high 200");
    CHECK(written(false, {0, 0}) == "5 last 2500000, 5 low none, 5 high none");
}
