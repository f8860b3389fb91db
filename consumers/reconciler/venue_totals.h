#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/base/result.h"

namespace reconciler {

// What was traded in one instrument, by the side that is ours.
struct TotalKey {
    std::string exchange;  // NSE
    std::string segment;   // FO
    int64_t token = 0;
    std::string side;  // buy or sell
    friend auto operator<=>(const TotalKey&, const TotalKey&) = default;
};
struct VenueTotal {
    int64_t trades = 0;  // 0 on both sides where the source does not count them
    int64_t quantity = 0;
    int64_t value = 0;  // units of 0.0001 rupee
    friend bool operator==(const VenueTotal&, const VenueTotal&) = default;
};
using Totals = std::map<TotalKey, VenueTotal>;  // without those that are all zero
// The exchange's and the books'.
using Differing = std::map<TotalKey, std::pair<VenueTotal, VenueTotal>>;

struct Page {
    Totals totals;
    // The exchange's clock: they are of the trades up to here. nullopt: it tells no moment.
    std::optional<int64_t> until_us;
    // Whose trades they are, yyyymmdd; nullopt: it tells no day, and is taken for that of today.
    std::optional<int64_t> day;
};
// A page as the simulated exchange's /books: one JSON object a line. Invalid with the line.
base::Result<Page> totals_of_page(std::string_view text);

// An exchange's end-of-day file (docs/reconciliation.md): lines of the day only. Invalid with the
// line.
base::Result<Totals> totals_of_file(std::string_view text, uint32_t day);

// No trade of the day is to be seen yet: it is still to come, or its trades have not begun
// (`trades_from_s`: second of the exchange's day). Pure.
bool is_before_trades(int64_t now_us, uint32_t day, int64_t trades_from_s);

// Compares the exchange's totals with the books' where both have stood still for a while: what is
// under way between the two is no difference. Pure; one thread at a time.
class QuietTotals {
  public:
    // Keys that differ, and neither side of which has changed since the last call.
    [[nodiscard]] Differing compare(const Totals& venue, const Totals& books);

  private:
    Differing last_;
};

// Compares the exchange's totals with the books' up to one moment, however many orders fly: the
// moment lies back far enough for its trades to be in the books. What differs is looked at again at
// the same moment, and counts where it has not changed: a trade that was late has come by then.
// Pure; one thread at a time.
class CutTotals {
  public:
    // The moment to look at again; nullopt: a new one.
    [[nodiscard]] std::optional<int64_t> again() const { return again_; }
    // Returns what differs for sure, now and from earlier looks.
    [[nodiscard]] const Differing& compare(int64_t until_us, const Totals& venue,
                                           const Totals& books);

  private:
    std::optional<int64_t> again_;
    Differing last_;  // that differ there
    Differing differing_;
};

}  // namespace reconciler
