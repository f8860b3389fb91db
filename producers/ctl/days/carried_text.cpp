#include "producers/ctl/days/carried_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <ranges>

#include "producers/ctl/exits/preview.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using Align = Table::Align;

constexpr size_t kCarriedShown = 20;  // rows of a table; the JSON has more

std::string more_of(int64_t all, size_t shown) {
    const auto rest = all - static_cast<int64_t>(std::min(shown, kCarriedShown));
    return rest > 0 ? fmt::format("and {} more: --json\n", rest) : "";
}

template <class List>
auto first_of(const List& list) {
    return list | std::views::take(kCarriedShown);
}

std::string left_open_text(const carry::Carried& carried, const account::Instruments& instruments) {
    if (carried.left_open.empty()) return "";
    Table table{{{"ACCOUNT"}, {"MARKET"}, {"SYMBOL"}, {"NET", Align::Right}, {"NOW"}}};
    for (const carry::LeftOpen& one : first_of(carried.left_open)) {
        const auto& key = one.held.key.instrument;
        const bool goes_on = carry::fate_of(one.held, carried.step.day) == carry::Fate::Carried;
        table.add({one.account, market_of(key), symbol_of(key, instruments),
                   std::to_string(one.held.quantity), goes_on ? "carried" : "settled"});
    }
    return "\nintraday positions that nobody squared off:\n" + table.text() +
           more_of(carried.counts.left_open, carried.left_open.size());
}

std::string openings_table(const std::vector<carry::Opening>& openings, const char* before,
                           const char* after, const account::Instruments& instruments) {
    Table table{{{"ACCOUNT"},
                 {"MARKET"},
                 {"SYMBOL"},
                 {"PRODUCT"},
                 {before, Align::Right},
                 {after, Align::Right}}};
    for (const carry::Opening& one : first_of(openings)) {
        table.add({one.account, market_of(one.key.instrument),
                   symbol_of(one.key.instrument, instruments),
                   std::string{events::name_of(one.key.product)}, std::to_string(one.was_quantity),
                   std::to_string(one.quantity)});
    }
    return table.text();
}

std::string changes_text(const carry::Carried& carried, const account::Instruments& instruments) {
    if (carried.changes.empty()) return "";
    const bool loaded = carried.step.loaded;
    if (!loaded && carried.counts.changed == carried.counts.carried) return "";  // all of them
    return std::string{loaded ? "\nwhat was loaded differs from what our books had left:\n"
                              : "\npositions that change:\n"} +
           openings_table(carried.changes, loaded ? "LOADED" : "WAS", loaded ? "OURS" : "NOW",
                          instruments) +
           more_of(carried.counts.changed, carried.changes.size());
}

void write_position(events::JsonText& json, const std::string& account,
                    const events::PositionKey& key, const account::Instruments& instruments) {
    json.text("account", account);
    json.text("exchange", events::name_of(key.instrument.exchange));
    json.text("segment", events::name_of(key.instrument.segment));
    json.integer("token", key.instrument.token);
    json.text("symbol", symbol_of(key.instrument, instruments));
    json.text("product", events::name_of(key.product));
}

}  // namespace

std::string carried_text(const carry::Carried& carried, const account::Instruments& instruments) {
    const carry::Counts& counts = carried.counts;
    std::string text = fmt::format(
        "begins with {} positions of {} accounts from {}; settled {}, expired {}\n", counts.carried,
        counts.accounts, carried.step.from, counts.settled, counts.expired);
    if (carried.step.loaded) {
        text += fmt::format("loaded from elsewhere: {} positions differ from our own\n",
                            counts.changed);
    }
    return text + left_open_text(carried, instruments) + changes_text(carried, instruments);
}

std::string corrections_text(const std::vector<carry::Opening>& corrections,
                             const account::Instruments& instruments) {
    if (corrections.empty()) return "";
    return "\ncorrected since the day was opened:\n" +
           openings_table(corrections, "OPENED WITH", "NOW", instruments) +
           more_of(static_cast<int64_t>(corrections.size()), corrections.size());
}

void write_corrections(events::JsonText& json, const std::vector<carry::Opening>& corrections,
                       const account::Instruments& instruments) {
    json.objects("corrected", corrections, [&](auto& one, const carry::Opening& correction) {
        write_position(one, correction.account, correction.key, instruments);
        one.integer("was_quantity", correction.was_quantity);
        one.integer("quantity", correction.quantity);
    });
}

void write_carried(events::JsonText& json, const carry::Carried& carried,
                   const account::Instruments& instruments) {
    const carry::Counts& counts = carried.counts;
    json.integer("from_day", carried.step.from);
    json.flag("loaded", carried.step.loaded);
    json.integer("accounts", counts.accounts);
    json.integer("carried", counts.carried);
    json.integer("settled", counts.settled);
    json.integer("expired", counts.expired);
    json.integer("intraday_left_open", counts.left_open);
    json.objects("left_open", carried.left_open, [&](auto& one, const carry::LeftOpen& left) {
        write_position(one, left.account, left.held.key, instruments);
        one.integer("net", left.held.quantity);
    });
    json.integer("changed", counts.changed);
    json.objects("changes", carried.changes, [&](auto& one, const carry::Opening& change) {
        write_position(one, change.account, change.key, instruments);
        one.integer("was_quantity", change.was_quantity);
        one.integer("quantity", change.quantity);
        one.price("was_value", change.was_value);
        one.price("value", change.value);
    });
}

}  // namespace ctl
