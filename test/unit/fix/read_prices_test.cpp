// Prices as an exchange sends them: each entry says one price of one instrument, and is judged
// alone.
#include "common/fix/read_prices.h"

#include <doctest/doctest.h>

#include <chrono>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "test/unit/seed.h"

namespace {

using fix::PriceField;
using Entry = std::vector<fix::Tag>;

constexpr int64_t kSent = 1'795'000'000'000'000;  // 2026-11-18 11:06:40 UTC

const fix::Dialect kDialect;

fix::Message message_of(const std::string& type, const std::vector<Entry>& entries, size_t count) {
    fix::Message message;
    message.type = type;
    message.sending_time_us = kSent;
    message.add(268, std::to_string(count));
    for (const Entry& entry : entries) {
        for (const fix::Tag& tag : entry) message.add(tag.number, tag.value);
    }
    return message;
}

Entry entry(const std::string& token, const std::string& type, const std::string& price) {
    return {{279, "1"}, {269, type}, {48, token}, {270, price}};
}

fix::PriceUpdates read(const std::vector<Entry>& entries) {
    return fix::read_prices(message_of("X", entries, entries.size()), kDialect);
}

bool says(const fix::PriceUpdate& update, uint32_t token, PriceField field,
          std::optional<int64_t> units) {
    return update.instrument.token == token && update.field == field && update.units == units;
}

std::string refusal(const Entry& odd) {
    const auto found = read({odd});
    return found.refused.size() == 1 && found.updates.empty() ? found.refused[0] : "";
}

}  // namespace

TEST_CASE("fix/read_prices: a bid alone says nothing of last and ask") {
    const auto found = read({entry("5", "0", "249.90")});
    REQUIRE(found.updates.size() == 1);
    CHECK(says(found.updates[0], 5, PriceField::Bid, 2'499'000));
    CHECK(found.refused.empty());
}

TEST_CASE("fix/read_prices: new, change and delete; deleted is none, not 0") {
    const auto found = read({{{279, "0"}, {269, "2"}, {48, "5"}, {270, "250"}},
                             {{279, "2"}, {269, "1"}, {48, "5"}},
                             {{279, "2"}, {269, "0"}, {48, "6"}, {270, "not read"}}});
    REQUIRE(found.updates.size() == 3);
    CHECK(says(found.updates[0], 5, PriceField::Last, 2'500'000));
    CHECK(says(found.updates[1], 5, PriceField::Ask, std::nullopt));
    CHECK(says(found.updates[2], 6, PriceField::Bid, std::nullopt));
}

TEST_CASE("fix/read_prices: an entry that names no instrument means that of the entry before") {
    const auto found = read({{{279, "0"}, {269, "0"}, {48, "5"}, {270, "1"}},
                             {{279, "0"}, {269, "1"}, {270, "2"}},
                             {{279, "0"}, {269, "2"}, {48, "6"}, {207, "BSE"}, {270, "3"}},
                             {{279, "0"}, {269, "0"}, {270, "x"}},  // its own mistake
                             {{279, "0"}, {269, "1"}, {278, "7"}, {270, "4"}}});
    REQUIRE(found.updates.size() == 4);
    CHECK(says(found.updates[0], 5, PriceField::Bid, 10'000));
    CHECK(says(found.updates[1], 5, PriceField::Ask, 20'000));
    CHECK(says(found.updates[2], 6, PriceField::Last, 30'000));
    CHECK(says(found.updates[3], 6, PriceField::Ask, 40'000));
    CHECK(found.updates[3].instrument.exchange == events::Exchange::Bse);
    CHECK(found.refused == std::vector<std::string>{"270 MDEntryPx: not a decimal"});
}

TEST_CASE("fix/read_prices: nobody's price becomes that of the instrument before") {
    const Entry first = {{279, "0"}, {269, "0"}, {48, "5"}, {55, "A"}, {270, "1"}};
    const Entry bare = {{279, "0"}, {269, "1"}, {270, "2"}};
    // It names an instrument that cannot be read: neither its own price nor those behind it count.
    for (const Entry& odd : {Entry{{279, "0"}, {269, "0"}, {48, "0"}, {270, "9"}},
                             Entry{{279, "0"}, {269, "0"}, {48, "x"}, {270, "9"}},
                             Entry{{279, "0"}, {269, "0"}, {48, "6"}, {207, "NYSE"}, {270, "9"}},
                             Entry{{279, "0"}, {269, "0"}, {55, "B"}, {270, "9"}}}) {
        const auto found = read({first, odd, bare});
        CHECK(found.updates.size() == 1);
        CHECK(found.refused.size() == 2);
    }
    // It refers to an entry of an earlier message, whose instrument nobody knows here.
    for (const Entry& odd : {Entry{{279, "1"}, {269, "0"}, {270, "9"}},
                             Entry{{279, "1"}, {269, "0"}, {278, "7"}, {270, "9"}},
                             Entry{{279, "2"}, {269, "0"}, {278, "7"}},
                             Entry{{279, "0"}, {269, "0"}, {280, "7"}, {270, "9"}}}) {
        const auto found = read({first, odd, bare});
        CHECK(found.updates.size() == 2);
        CHECK(found.refused == std::vector<std::string>{"48 token: missing"});
    }
    // The same symbol once more is the same instrument; a new entry's own number is no reference.
    const auto same = read({first,
                            {{279, "0"}, {269, "1"}, {55, "A"}, {270, "2"}},
                            {{279, "0"}, {269, "2"}, {278, "7"}, {270, "3"}}});
    CHECK(same.updates.size() == 3);
    CHECK(read({bare}).refused == std::vector<std::string>{"48 token: missing"});
}

TEST_CASE("fix/read_prices: spreads have prices of zero and below") {
    const auto found = read({entry("5", "2", "-1.25"), entry("6", "2", "0")});
    REQUIRE(found.updates.size() == 2);
    CHECK(says(found.updates[0], 5, PriceField::Last, -12'500));
    CHECK(says(found.updates[1], 6, PriceField::Last, 0));
}

TEST_CASE("fix/read_prices: what our exchange writes is read as it was") {
    std::vector<fix::Price> sent(2);
    sent[0].instrument.token = 1;
    sent[0].last = 1'015'000;
    sent[0].bid = 1'014'500;
    sent[0].time_us = kSent;
    sent[1].instrument.token = 2;
    sent[1].last = 5;
    for (const bool snapshot : {true, false}) {
        CAPTURE(snapshot);
        const auto written = fix::write(sent, snapshot, kDialect);
        const auto& entries = written.groups.at(0).entries;
        const auto found =
            fix::read_prices(message_of(written.type, entries, entries.size()), kDialect);
        CHECK(found.refused.empty());
        // What there is none of is left out of a snapshot, and deleted by an update.
        REQUIRE(found.updates.size() == (snapshot ? 3 : 6));
        CHECK(says(found.updates[0], 1, PriceField::Bid, 1'014'500));
        CHECK(found.updates[0].time_us == kSent);
        CHECK(says(found.updates.back(), 2, PriceField::Last, 5));
        if (!snapshot) CHECK(says(found.updates[1], 1, PriceField::Ask, std::nullopt));
    }
}

TEST_CASE("fix/read_prices: a snapshot may name its instrument once and its time without a day") {
    fix::Message message;
    message.type = "W";
    message.sending_time_us = kSent;
    message.add(55, "A").add(48, "12").add(268, "2").add(269, "0").add(270, "9.5");
    message.add(269, "1").add(270, "9.75").add(273, "09:15:00.000");
    const auto found = fix::read_prices(message, kDialect);
    REQUIRE(found.updates.size() == 2);
    CHECK(says(found.updates[0], 12, PriceField::Bid, 95'000));
    CHECK(says(found.updates[1], 12, PriceField::Ask, 97'500));
    CHECK(found.updates[1].time_us < kSent);
}

TEST_CASE("fix/read_prices: entries of other types are of no use, whatever they say") {
    CHECK(read({{{279, "0"}, {269, "4"}, {48, "5"}, {270, "odd"}}}).refused.empty());
}

TEST_CASE("fix/read_prices: what is wrong with an entry is told") {
    CHECK(refusal({{279, "1"}, {48, "5"}, {270, "1"}}) == "269 MDEntryType: missing");
    CHECK(refusal(entry("0", "2", "1")) == "48 token: missing");
    CHECK(refusal(entry("99999999999", "2", "1")) == "48 token: too large");
    CHECK(refusal(entry("5", "2", "1.00001")) == "270 MDEntryPx: more than 4 decimals");
    CHECK(refusal(entry("5", "2", "20000000")) == "270 MDEntryPx: too large");
    CHECK(refusal(entry("5", "2", "")) == "270 MDEntryPx: missing");
    CHECK(refusal({{279, "9"}, {269, "2"}, {48, "5"}, {270, "1"}}) ==
          "279 MDUpdateAction: unknown value 9");
    CHECK(refusal({{279, "1"}, {269, "2"}, {48, "5"}, {270, "1"}, {60, "soon"}}) ==
          "60 TransactTime: not a UTC time");
    CHECK(refusal({{279, "1"}, {269, "2"}, {48, "5"}, {270, "1"}, {60, "20991231-00:00:00"}}) ==
          "273 MDEntryTime: in the future");
    CHECK(refusal({{279, "1"}, {269, "2"}, {48, "5"}, {270, "1"}, {273, "25:00:00"}}) ==
          "273 MDEntryTime: not a UTC time");
}

TEST_CASE("fix/read_prices: a field given twice with two values costs its entry, and no other") {
    const auto twice = [](const Entry& odd) {
        const auto found = read({entry("4", "2", "1"), odd, entry("6", "0", "2")});
        CHECK(found.updates.size() == 2);
        CHECK(says(found.updates.front(), 4, PriceField::Last, 10'000));
        CHECK(says(found.updates.back(), 6, PriceField::Bid, 20'000));
        return found.refused.size() == 1 ? found.refused[0] : "";
    };
    const std::string two = ": given twice, with different values";
    CHECK(twice({{279, "1"}, {269, "2"}, {48, "5"}, {270, "79"}, {270, "1"}}) ==
          "270 MDEntryPx" + two);
    CHECK(twice({{279, "1"}, {269, "2"}, {270, "79"}, {48, "5"}, {270, "1"}, {271, "9"}}) ==
          "270 MDEntryPx" + two);
    CHECK(twice({{279, "1"}, {269, "2"}, {269, "0"}, {48, "5"}, {270, "79"}}) ==
          "269 MDEntryType" + two);
    CHECK(twice({{279, "1"}, {269, "2"}, {48, "5"}, {270, "79"}, {48, "7"}}) == "48 token" + two);
    CHECK(twice({{279, "1"}, {269, "2"}, {48, "5"}, {48, "7"}, {270, "79"}}) == "48 token" + two);
    CHECK(twice({{279, "1"}, {269, "2"}, {48, "5"}, {207, "NSE"}, {207, "BSE"}, {270, "79"}}) ==
          "207 exchange" + two);
    CHECK(twice({{279, "1"}, {269, "2"}, {48, "5"}, {1300, "FO"}, {1300, "CM"}, {270, "79"}}) ==
          "1300 segment" + two);
    // Said twice alike it is said.
    CHECK(read({{{279, "1"}, {269, "2"}, {48, "5"}, {270, "79"}, {48, "5"}, {270, "79"}}})
              .updates.size() == 1);
}

TEST_CASE("fix/read_prices: a snapshot's price given twice is none") {
    fix::Message message;
    message.type = "W";
    message.sending_time_us = kSent;
    message.add(48, "12").add(268, "2").add(269, "2").add(270, "79").add(270, "1");
    message.add(269, "0").add(270, "78.5");
    const auto found = fix::read_prices(message, kDialect);
    REQUIRE(found.updates.size() == 1);
    CHECK(says(found.updates[0], 12, PriceField::Bid, 785'000));
    CHECK(found.refused.size() == 1);
}

TEST_CASE("fix/read_prices: a message of one field over and over is read in no time") {
    Entry endless{{279, "1"}, {269, "2"}, {48, "5"}, {270, "79"}};
    for (int i = 0; i < 100'000; ++i) {
        endless.push_back({48, "5"});
        endless.push_back({55, "A"});
    }
    const auto begun = std::chrono::steady_clock::now();
    CHECK(read({endless}).updates.size() == 1);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds{5});
}

TEST_CASE("fix/read_prices: an entry that leaves its first tag out begins with its instrument") {
    const auto found = read({entry("5", "2", "79"),
                             {{48, "6"}, {269, "0"}, {270, "2"}},
                             {{55, "A"}, {48, "7"}, {269, "1"}, {270, "3"}}});
    REQUIRE(found.updates.size() == 3);
    CHECK(says(found.updates[1], 6, PriceField::Bid, 20'000));
    CHECK(says(found.updates[2], 7, PriceField::Ask, 30'000));
}

namespace {

using Good = std::vector<std::tuple<uint32_t, PriceField, int64_t>>;  // token, field, units

struct Round {
    std::vector<Entry> entries;
    Good good;
};

// Limits behind a good price: none, good ones, one of two, or a pair that costs only itself.
void add_limits(Entry& entry, uint32_t token, std::mt19937_64& random, Good& good) {
    static const std::vector<Entry> kOddLimits{{{1148, "1.00001"}, {1149, "5"}},
                                               {{1148, "9"}, {1149, "8"}},
                                               {{1148, "-1"}, {1149, "5"}},
                                               {{1148, "4"}, {1149, "5"}, {1306, "2"}},
                                               {{1149, "20000000"}},
                                               {{1148, "4"}, {1149, "x"}}};
    const uint64_t kind = random() % 4;
    if (kind == 0) return;
    if (kind == 1) {
        const Entry& odd = kOddLimits[random() % kOddLimits.size()];
        entry.insert(entry.end(), odd.begin(), odd.end());
        return;
    }
    entry.push_back({1148, kind == 2 ? "4.5" : "0"});
    entry.push_back({1149, "5.25"});
    if (kind == 2) good.emplace_back(token, PriceField::LowLimit, 45'000);
    good.emplace_back(token, PriceField::HighLimit, 52'500);
}

// Odd entries of every kind at random places.
Round random_round(std::mt19937_64& random) {
    static const std::vector<Entry> kOdd{
        {{279, "1"}, {48, "900"}, {270, "1"}},
        {{269, "2"}, {48, "901"}, {270, "1.000001"}, {279, "1"}},
        {{279, "1"}, {269, "2"}, {48, "0"}, {270, "1"}},
        {{279, "1"}, {269, "2"}, {48, "902"}},
        {{279, "1"}, {269, "2"}, {48, "903"}, {270, "1e3"}},
        {{279, "1"}, {269, "2"}, {48, "904"}, {270, "NaN"}},
        {{279, "7"}, {269, "2"}, {48, "905"}, {270, "1"}},
        {{279, "1"}, {269, "2"}, {48, "906"}, {270, "1"}, {60, "x"}},
        {{279, "1"}, {269, "2"}, {270, "1"}},
        {{279, "1"}, {269, ""}, {48, "907"}, {270, "1"}},
        {{279, "1"}, {269, "g"}, {48, "908"}, {1148, "2"}, {1149, "1"}},
        {{279, "7"}, {48, "909"}, {1148, "1"}},
        {{279, "1"}, {269, "2"}, {48, "910"}, {270, "79"}, {270, "1"}},
        {{279, "1"}, {269, "2"}, {1148, "1"}, {1149, "2"}},
        {{279, "1"}}};
    Round round;
    const size_t many = 1 + random() % 20;
    for (size_t i = 0; i < many; ++i) {
        if (random() % 3 == 0) {
            // What begins with another tag than the first entry would not be an entry of its own.
            round.entries.push_back(i == 0 ? kOdd[0] : kOdd[random() % kOdd.size()]);
            continue;
        }
        const auto token = static_cast<uint32_t>(1 + random() % 50);
        const auto rupees = static_cast<int64_t>(random() % 1'000) - 100;
        round.entries.push_back(entry(std::to_string(token), "2", std::to_string(rupees)));
        round.good.emplace_back(token, PriceField::Last, rupees * 10'000);
        add_limits(round.entries.back(), token, random, round.good);
    }
    return round;
}

}  // namespace

// And with a count that is no count.
TEST_CASE("fix/read_prices: a round with odd entries gives exactly the good ones") {
    const auto [first, last] = seeds(1'000);
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        const Round round = random_round(random);
        const auto found =
            fix::read_prices(message_of("X", round.entries, random() % 30), kDialect);
        Good told;
        for (const auto& one : found.updates) {
            told.emplace_back(one.instrument.token, one.field, *one.units);
        }
        CHECK(told == round.good);
    }
}
