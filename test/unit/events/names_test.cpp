// The closed lists against the ENUM columns: the statements write `value + 1` as the index.
#include "common/events/names.h"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "common/events/event.h"

namespace {

// "'buy','sell'" as it must stand in the table.
template <class Enum>
std::string enum_text(size_t count = events::kNames<Enum>.size()) {
    std::string text;
    for (size_t i = 0; i < count; ++i) {
        text += (i == 0 ? "'" : ",'") + std::string{events::kNames<Enum>[i]} + "'";
    }
    return text;
}

// Column -> all the value lists that it has in the file's tables.
std::map<std::string, std::set<std::string>> enum_columns(const char* path = BOOKS_SQL) {
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    const std::string sql = text.str();
    const std::regex column{R"((\w+)\s+ENUM\(([^)]*)\))"};
    std::map<std::string, std::set<std::string>> columns;
    for (std::sregex_iterator it{sql.begin(), sql.end(), column}; it != std::sregex_iterator{};
         ++it) {
        columns[(*it)[1].str()].insert((*it)[2].str());
    }
    return columns;
}

using Lists = std::set<std::string>;

}  // namespace

TEST_CASE("events/names: every list has the order of its ENUM column") {
    auto columns = enum_columns();
    CHECK(columns["exchange"] == Lists{enum_text<events::Exchange>()});
    CHECK(columns["segment"] == Lists{enum_text<events::Segment>()});
    CHECK(columns["product"] == Lists{enum_text<events::Product>()});
    CHECK(columns["side"] == Lists{enum_text<events::Side>()});
    CHECK(columns["type"] == Lists{enum_text<events::OrderType>(events::kOwnOrderTypes)});
    CHECK(columns["validity"] == Lists{enum_text<events::Validity>(events::kOwnValidities)});
    CHECK(columns["origin"] == Lists{enum_text<events::Origin>()});
    // A bust has no row of its own.
    CHECK(columns["action"] == Lists{enum_text<events::Action>(2)});
    CHECK(columns["state"] ==
          Lists{enum_text<events::OrderState>(), "'live','corrected','busted'"});
}

TEST_CASE("events/names: orders that an exchange reports have more types and validities") {
    auto columns = enum_columns(FEED_SQL);
    CHECK(columns["type"] == Lists{enum_text<events::OrderType>()});
    CHECK(columns["validity"] == Lists{enum_text<events::Validity>()});
}

TEST_CASE("events/names: a name is found again, and nothing like it") {
    for (size_t i = 0; i < events::kNames<events::OrderState>.size(); ++i) {
        const auto state = static_cast<events::OrderState>(i);
        CHECK(events::by_name<events::OrderState>(events::name_of(state)) == state);
    }
    CHECK_FALSE(events::by_name<events::Side>("Buy").has_value());
    CHECK_FALSE(events::by_name<events::Side>("bu").has_value());
    CHECK_FALSE(events::by_name<events::Side>("").has_value());
    CHECK_FALSE(events::is_final(events::OrderState::Frozen));
    CHECK(events::is_final(events::OrderState::Filled));
}

TEST_CASE("events/names: a trading day is a date of the calendar from 2000 to 2099") {
    for (const int64_t day : {20000101, 20000229, 20240229, 20260803, 20991231}) {
        CHECK(events::is_trading_day(day));
    }
    for (const int64_t day : {0, -20260803, 19991231, 21000101, 20260229, 21000229, 20260431,
                              20261301, 20260001, 20260100, 20260132, 260803}) {
        CHECK_FALSE(events::is_trading_day(day));
    }
    CHECK_FALSE(events::is_trading_day(20260803 + (int64_t{1} << 32)));
}
