#include "producers/venue/reference/instruments_file.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/events/event.h"

namespace venue {
namespace {

constexpr size_t kSymbolMax = 64;

// Reads one row; the first thing that is wrong with it is kept.
class Row {
  public:
    Row(const csv::Table& table, size_t number) : table_{table}, number_{number} {}

    const std::string& text(const char* column) const {
        return table_.rows[number_].cells[*table_.column(column)];
    }
    int64_t number(const char* column, int64_t min, int64_t max = events::kPriceMax) {
        const auto value = csv::whole_number(text(column));
        if (!value || *value < min || *value > max) problem(column, "not a number in its range");
        return value.value_or(min);
    }
    template <class Enum>
    Enum name(const char* column) {
        const auto value = events::by_name<Enum>(text(column));
        if (!value) problem(column, "unknown");
        return value.value_or(Enum{});
    }
    void problem(const std::string& column, const std::string& why) {
        if (problem_.empty()) problem_ = column + ": " + why;
    }
    [[nodiscard]] const std::string& problem() const { return problem_; }

  private:
    const csv::Table& table_;
    const size_t number_;
    std::string problem_;
};

bool is_printable(char c) { return c > ' ' && c <= '~'; }

Listing listing_of(Row& row) {
    Listing listing;
    Instrument& instrument = listing.instrument;
    instrument.key.exchange = row.name<events::Exchange>("exchange");
    instrument.key.segment = row.name<events::Segment>("segment");
    instrument.key.token = static_cast<uint32_t>(row.number("token", 1, events::kTokenMax));
    instrument.expiry = static_cast<uint32_t>(row.number("expiry", 0, 99'991'231));
    instrument.lot = row.number("lot", 1, events::kQuantityMax);
    instrument.tick = row.number("tick", 1);
    instrument.freeze_quantity = row.number("freeze_quantity", 0);
    instrument.band_low = row.number("band_low", 0);
    instrument.band_high = row.number("band_high", 0);
    instrument.reference_price = row.number("previous_close", 0);
    instrument.trade_for_trade = row.number("trade_for_trade", 0, 1) == 1;
    if (instrument.expiry != 0 && !events::is_trading_day(instrument.expiry)) {
        row.problem("expiry", "not a date yyyymmdd, nor 0");
    }
    listing.symbol = row.text("symbol");
    if (listing.symbol.empty() || listing.symbol.size() > kSymbolMax ||
        !std::all_of(listing.symbol.begin(), listing.symbol.end(), is_printable)) {
        row.problem("symbol", "must be 1 to 64 printable characters without a blank");
    }
    listing.option_type = row.text("option_type");
    listing.last_price = row.number("last_price", 0);
    if (listing.last_price == 0) listing.last_price = instrument.reference_price;
    return listing;
}

auto ordered(const InstrumentKey& key) { return std::tuple{key.exchange, key.segment, key.token}; }

}  // namespace

base::Result<std::vector<Listing>> read_instruments(const csv::Table& table) {
    if (table.rows.empty())
        return base::Error{base::Errc::Invalid, table.name + ": no instruments"};
    std::vector<Listing> listings;
    std::set<std::tuple<events::Exchange, events::Segment, uint32_t>> known;
    listings.reserve(table.rows.size());
    for (size_t i = 0; i < table.rows.size(); ++i) {
        Row row{table, i};
        listings.push_back(listing_of(row));
        if (!known.insert(ordered(listings.back().instrument.key)).second) {
            row.problem("token", "stands twice");
        }
        if (!row.problem().empty()) return table.error(i, row.problem());
    }
    return listings;
}

base::Status assign_groups(std::vector<Listing>& listings, const std::vector<Group>& groups) {
    for (Listing& listing : listings) {
        const std::string_view segment = events::name_of(listing.instrument.key.segment);
        const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& group) {
            return group.name.view() == segment;
        });
        if (found == groups.end()) {
            return base::Error{base::Errc::Invalid,
                               "the calendar has no segment " + std::string{segment}};
        }
        listing.instrument.group = static_cast<uint16_t>(found - groups.begin());
    }
    return base::Unit{};
}

std::vector<std::string> segments_of(const std::vector<Listing>& listings) {
    std::set<std::string> segments;
    for (const Listing& listing : listings) {
        segments.emplace(events::name_of(listing.instrument.key.segment));
    }
    return {segments.begin(), segments.end()};
}

}  // namespace venue
