#include <doctest/doctest.h>

#include "producers/ctl/cutoffs/cutoff_wish.h"

namespace {

using ctl::CutoffWords;

CutoffWords cash(std::vector<std::string> sessions, std::optional<int64_t> day = {}) {
    CutoffWords words;
    words.exchange = "NSE";
    words.segment = "CM";
    words.sessions = std::move(sessions);
    words.day = day;
    return words;
}

std::string refusal_of_cutoff(const CutoffWords& words) {
    const auto wish = ctl::cutoff_wish(words);
    return wish.ok() ? "" : wish.error().what;
}

}  // namespace

TEST_CASE("ctl/cutoff: sessions are read, and put in order") {
    const auto wish = ctl::cutoff_wish(cash({"18:45-19:00", "15:00-15:30"}, 20261108)).value();
    CHECK(wish.day == 20261108);
    CHECK(wish.hours == std::vector<cutoffs::Hours>{{54'000, 55'800}, {67'500, 68'400}});
    CHECK(ctl::text_of(wish.hours) == "15:00-15:30 18:45-19:00");
    CHECK(ctl::cutoff_wish(cash({"23:30-24:00"})).value().hours[0].closes_s == cutoffs::kDayS);
    CHECK(ctl::text_of(cutoffs::Hours{54'001, cutoffs::kDayS}) == "15:00:01-24:00");
}

TEST_CASE("ctl/cutoff: a day may have none, or take back what was said of it") {
    CutoffWords words = cash({}, 20261108);
    words.none = true;
    CHECK(ctl::cutoff_wish(words).value().hours == std::vector{cutoffs::kNoSession});
    words.none = false;
    words.as_rule = true;
    CHECK(ctl::cutoff_wish(words).value().hours.empty());
    words.day.reset();
    CHECK(refusal_of_cutoff(words) == "as-rule: only with --day");
    words.none = true;
    CHECK(refusal_of_cutoff(words).starts_with("session: say it, or --none"));
    CHECK(refusal_of_cutoff(cash({})).starts_with("session: say it, or --none"));
    CHECK(ctl::text_of(std::vector{cutoffs::kNoSession}) == "none");
    CHECK(ctl::text_of(std::vector<cutoffs::Hours>{}) == "nothing said");
}

TEST_CASE("ctl/cutoff: whether a change makes its market due is told") {
    constexpr uint32_t kToday = 20261120;
    const auto wish = [](const std::string& session, std::optional<int64_t> day) {
        return ctl::cutoff_wish(cash({session}, day)).value();
    };
    const cutoffs::Market market = wish("15:00-15:30", {}).market;
    const std::vector<cutoffs::Line> rule{{false, market, {54'000, 55'800}}};
    constexpr int64_t kTen = 36'000;
    const auto becomes = [&](const ctl::CutoffWish& what, int64_t second) {
        return ctl::effect_of(rule, what, kToday, second).becomes_due;
    };
    CHECK(becomes(wish("09:15-15:30", {}), kTen));
    CHECK(becomes(wish("09:15-15:30", kToday), kTen));
    CHECK(becomes(wish("10:05-15:30", kToday), kTen));  // in a moment
    CHECK_FALSE(becomes(wish("10:15-15:30", kToday), kTen));
    CHECK_FALSE(becomes(wish("09:15-15:30", 20261121), kTen));  // another day
    CHECK_FALSE(becomes(wish("09:15-09:30", kToday), kTen));    // closed
    CHECK_FALSE(becomes(wish("15:00-15:40", kToday), 54'600));  // it is due
    CHECK(ctl::effect_of(rule, wish("15:00-15:40", kToday), kToday, 54'600).is_due);
    CHECK(becomes(wish("15:00-15:40", kToday), 55'900));  // the close was past
    // The rule does not count where the day says something.
    std::vector<cutoffs::Line> both = rule;
    both.push_back({true, market, cutoffs::kNoSession});
    CHECK_FALSE(ctl::effect_of(both, wish("09:15-15:30", {}), kToday, kTen).is_due);
    CutoffWords back = cash({}, kToday);
    back.as_rule = true;
    CHECK(ctl::effect_of(both, ctl::cutoff_wish(back).value(), kToday, 54'600).becomes_due);
}

TEST_CASE("ctl/cutoff: words that cannot be are named") {
    CutoffWords words = cash({"15:00-15:30"});
    words.exchange = "NYSE";
    CHECK(refusal_of_cutoff(words) == "exchange: must be one of NSE, BSE, MCX, NCDEX, MSE");
    words.exchange = "NSE";
    words.segment = "cm";
    CHECK(refusal_of_cutoff(words) == "segment: must be one of CM, FO, CD, CO");
    words.segment = "CM";
    words.product = "NRML";
    CHECK(refusal_of_cutoff(words).starts_with("product: only MIS"));
    CHECK(refusal_of_cutoff(cash({"15:00-15:30"}, 20261301)).starts_with("day: must be a date"));
    CHECK(refusal_of_cutoff(cash({"15:30-15:00"})) ==
          "session: the cut-off must be before the close");
    CHECK(refusal_of_cutoff(cash({"15:00-15:30", "18:45-19:00"})).starts_with("session: the rule"));
    CHECK(refusal_of_cutoff(cash({"15:00-16:00", "15:30-17:00"}, 20261108))
              .starts_with("session: a cut-off lies before the close"));
    for (const char* text : {"", "-", "15:00", "15:00-", "15-16", "3:00-4:00", "15:00-25:00",
                             "24:01-24:02", "15:00-15:30-16:00", "15:00 - 15:30", "-1:00-15:30"}) {
        CHECK(refusal_of_cutoff(cash({text})).starts_with("session: must be the cut-off"));
    }
    CHECK_FALSE(refusal_of_cutoff(cash({"24:00-24:00"})).empty());
}
