#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/cutoffs/calendar.h"

namespace ctl {

// What a person says of the cut-offs of a market.
struct CutoffWords {
    std::string exchange;
    std::string segment;
    std::string product = "MIS";
    std::optional<int64_t> day;         // yyyymmdd; not given: the rule of every day
    std::vector<std::string> sessions;  // 15:00-15:30
    bool none = false;                  // there is none
    bool as_rule = false;               // of a day: what was said of it is taken back
};
struct CutoffWish {
    cutoffs::Market market;
    std::optional<uint32_t> day;
    std::vector<cutoffs::Hours> hours;  // kNoSession alone: none; empty: as the rule has it
    friend bool operator==(const CutoffWish&, const CutoffWish&) = default;
};
// Invalid, beginning with the word that is wrong: an unknown exchange or segment, a product that is
// carried overnight, no date, times that cannot be. Pure.
base::Result<CutoffWish> cutoff_wish(const CutoffWords& words);

// Where the wish leaves its market at a second of the open day.
struct CutoffEffect {
    bool is_due = false;       // it is squared off now, or within kCutoffSoonS
    bool becomes_due = false;  // and was not to be without the wish
};
inline constexpr int64_t kCutoffSoonS = 600;
// `lines`: all of the rule and of the day, as they are. Pure.
CutoffEffect effect_of(std::vector<cutoffs::Line> lines, const CutoffWish& wish, uint32_t day,
                       int64_t second_of_day);
// The rows that the wish leaves: the rule of every day says that there is none by having no row.
std::vector<cutoffs::Hours> rows_after(const CutoffWish& wish);

// "15:00-15:30"; "none" of kNoSession. Pure.
std::string text_of(const cutoffs::Hours& hours);
// "15:00-15:30 18:45-19:00"; "nothing said" of none. Pure.
std::string text_of(const std::vector<cutoffs::Hours>& all);

}  // namespace ctl
