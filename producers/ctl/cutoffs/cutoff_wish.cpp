#include "producers/ctl/cutoffs/cutoff_wish.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/exchange_clock.h"
#include "common/events/event.h"
#include "common/site/trading_day.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using cutoffs::Hours;

namespace {

Error wrong_words(const std::string& why) { return {Errc::Invalid, why}; }

// 24:00 is the end of the day.
std::optional<int64_t> second_or_end(std::string_view clock) {
    return clock == "24:00" ? std::optional{cutoffs::kDayS} : base::second_of(clock);
}

Result<Hours> hours_of(const std::string& text) {
    const size_t dash = text.find('-');
    if (dash != std::string::npos) {
        const auto at = second_or_end(std::string_view{text}.substr(0, dash));
        const auto closes = second_or_end(std::string_view{text}.substr(dash + 1));
        if (at && closes) return Hours{*at, *closes};
    }
    return wrong_words("session: must be the cut-off and the close, as 15:00-15:30, not " + text);
}

bool is_due_soon(const std::vector<cutoffs::Line>& lines, const cutoffs::Market& market,
                 int64_t second_of_day) {
    const auto is_due_at = [&](int64_t second) {
        const auto all = cutoffs::standings(cutoffs::in_force(lines), second);
        const auto found = std::ranges::find(all, market, &cutoffs::Standing::market);
        return found != all.end() && found->phase == cutoffs::Phase::Due;
    };
    return is_due_at(second_of_day) ||
           is_due_at(std::min(second_of_day + kCutoffSoonS, cutoffs::kDayS - 1));
}

template <class Enum>
std::string names_of() {
    return fmt::format("{}", fmt::join(events::kNames<Enum>, ", "));
}

std::string clock_text(int64_t second) {
    const std::string text = fmt::format("{:02}:{:02}", second / 3600, second / 60 % 60);
    return second % 60 == 0 ? text : text + fmt::format(":{:02}", second % 60);
}

Result<cutoffs::Market> cutoff_market(const CutoffWords& words) {
    const auto exchange = events::by_name<events::Exchange>(words.exchange);
    if (!exchange) return wrong_words("exchange: must be one of " + names_of<events::Exchange>());
    const auto segment = events::by_name<events::Segment>(words.segment);
    if (!segment) return wrong_words("segment: must be one of " + names_of<events::Segment>());
    if (words.product != events::name_of(cutoffs::kIntraday)) {
        return wrong_words("product: only MIS is squared off by the clock; the others are carried");
    }
    return cutoffs::Market{*exchange, *segment, cutoffs::kIntraday};
}

}  // namespace

Result<CutoffWish> cutoff_wish(const CutoffWords& words) {
    const auto market = cutoff_market(words);
    if (!market.ok()) return market.error();
    CutoffWish wish{market.value(), {}, {}};
    if (words.day) {
        if (!events::is_trading_day(*words.day))
            return wrong_words(std::string{site::kNoTradingDay});
        wish.day = static_cast<uint32_t>(*words.day);
    }
    const int said = (words.sessions.empty() ? 0 : 1) + (words.none ? 1 : 0) + words.as_rule;
    if (said != 1)
        return wrong_words("session: say it, or --none, or of a day --as-rule; one of them");
    if (words.as_rule) {
        if (!wish.day) return wrong_words("as-rule: only with --day");
        return wish;
    }
    if (words.none) {
        wish.hours = {cutoffs::kNoSession};
        return wish;
    }
    for (const std::string& text : words.sessions) {
        const auto hours = hours_of(text);
        if (!hours.ok()) return hours.error();
        wish.hours.push_back(hours.value());
    }
    std::ranges::sort(wish.hours);
    if (std::string why = cutoffs::problem_of(wish.hours); !why.empty()) return wrong_words(why);
    if (!wish.day && wish.hours.size() > 1) {
        return wrong_words("session: the rule of every day has one; more belong to a --day");
    }
    return wish;
}

std::vector<Hours> rows_after(const CutoffWish& wish) {
    const bool is_none = wish.hours == std::vector{cutoffs::kNoSession};
    return !wish.day && is_none ? std::vector<Hours>{} : wish.hours;
}

CutoffEffect effect_of(std::vector<cutoffs::Line> lines, const CutoffWish& wish, uint32_t day,
                       int64_t second_of_day) {
    if (wish.day && *wish.day != day) return {};
    const bool was_due = is_due_soon(lines, wish.market, second_of_day);
    std::erase_if(lines, [&](const cutoffs::Line& line) {
        return line.market == wish.market && line.of_day == wish.day.has_value();
    });
    for (const Hours& hours : rows_after(wish)) {
        lines.push_back({wish.day.has_value(), wish.market, hours});
    }
    const bool is_due = is_due_soon(lines, wish.market, second_of_day);
    return {is_due, is_due && !was_due};
}

std::string text_of(const std::vector<Hours>& all) {
    std::string text;
    for (const Hours& hours : all) text += (text.empty() ? "" : " ") + text_of(hours);
    return text.empty() ? "nothing said" : text;
}

std::string text_of(const Hours& hours) {
    if (hours == cutoffs::kNoSession) return "none";
    return clock_text(hours.at_s) + "-" + clock_text(hours.closes_s);
}

}  // namespace ctl
