#include "manifest.h"

#include <fmt/format.h>

#include <array>

#include "event_writer.h"

namespace daygen {
namespace {

// {"name": number, ...} of two parallel lists.
template <class Names, class Counts>
std::string counts_text(const Names& names, const Counts& counts) {
    std::string text;
    for (size_t number = 0; number < names.size(); ++number) {
        text += fmt::format("{}\"{}\": {}", number == 0 ? "" : ", ", names[number], counts[number]);
    }
    return "{" + text + "}";
}

std::string rows_text(const RowCounts& rows) {
    std::string text;
    for (const auto& [reason, count] : rows) {
        text += fmt::format("{}\"{}\": {}", text.empty() ? "" : ", ", reason, count);
    }
    return "{" + text + "}";
}

void add_rows(RowCounts& sums, const RowCounts& rows) {
    for (const auto& [reason, count] : rows) sums[reason] += count;
}

std::string source_text(const SourceReport& source) {
    return fmt::format("{{\"accepted\": {}, \"refused\": {}, \"noted\": {}}}",
                       rows_text(source.accepted), rows_text(source.refused),
                       rows_text(source.noted));
}

std::string data_text(const DataReport& report) {
    SourceReport sums;
    std::string files;
    for (const auto& [file, source] : report) {
        files +=
            fmt::format("{}\n    \"{}\": {}", files.empty() ? "" : ",", file, source_text(source));
        add_rows(sums.accepted, source.accepted);
        add_rows(sums.refused, source.refused);
        add_rows(sums.noted, source.noted);
    }
    return fmt::format("{{\n    \"all\": {},\n    \"files\": {{{}}}\n  }}", source_text(sums),
                       files);
}

}  // namespace

std::string manifest_text(const Settings& settings, const Market& market, const Tally& tally,
                          const DataReport& report) {
    int64_t orders = 0;
    int64_t trades = 0;
    for (const int64_t count : tally.order_events) orders += count;
    for (const int64_t count : tally.trade_events) trades += count;
    const std::array<std::string_view, kVenues> venues{"NSE CM", "NSE FO", "BSE FO"};
    return fmt::format(
        "{{\n  \"seed\": {},\n  \"day\": {},\n  \"prices\": \"{}\",\n  \"customers\": {},\n"
        "  \"instruments\": {},\n  \"events\": {},\n  \"orders\": {},\n"
        "  \"by_kind\": {{\"order\": {}, \"trade\": {}}},\n  \"by_state\": {},\n"
        "  \"by_action\": {},\n  \"by_venue\": {},\n"
        "  \"first_exchange_time_us\": {},\n  \"last_exchange_time_us\": {},\n  \"data\": {}\n}}\n",
        settings.seed, settings.day, settings.data.empty() ? "made up" : "data folder",
        settings.customers, market.instruments.size(), tally.events, tally.orders, orders, trades,
        counts_text(kStateNames, tally.order_events), counts_text(kActionNames, tally.trade_events),
        counts_text(venues, tally.venue_events), tally.first_time_us, tally.last_time_us,
        data_text(report));
}

}  // namespace daygen
