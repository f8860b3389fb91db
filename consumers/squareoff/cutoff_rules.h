#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "common/cutoffs/attempts.h"
#include "consumers/squareoff/command_state.h"

namespace squareoff {

// What holds for the clock's attempts at the moment of a transaction: read in it, so that no
// attempt is begun or goes on by what was so before.
struct CutoffRules {
    cutoffs::Moment moment;
    cutoffs::Pace pace;
    std::vector<cutoffs::Standing> due;  // empty where nothing is squared off by the clock
    bool books_lag = false;              // see verdict::partition_lags_sql
    // Where the main site's orders have moved within Pace::settle_s.
    using Place = std::tuple<std::string, events::Exchange, events::Segment>;
    std::set<Place> moving;
    // Of accounts whose attempts have arrived, where they have had some: which is the last, and
    // whether it leaves room for another.
    struct Last {
        uint32_t number = 0;
        bool is_over = false;
    };
    std::map<std::pair<std::string, cutoffs::Market>, Last> last;
};

// How long the record may have had what the books lack, where the main site's rest is asked.
inline constexpr int64_t kLagUsMax = 5'000'000;

// Of an attempt (is_timed): why it plans nothing now, and waits: whether the main site rests is not
// known, or it does not. Empty: it need not. Pure.
std::string wait_of_main_site(const events::Command& command, const Surroundings& now);

// Of an attempt (is_timed): why it is over although it has not expired: its market has no cut-off
// that is due any more, by the calendar or because nothing is squared off by the clock. Empty: it
// goes on. Pure.
std::string cutoff_over(const events::Command& command, const Surroundings& now);
// Whether an attempt that was found before may begin now: the site, the day, the calendar and the
// main site's rest as they are now, and it is the next one of its account. Pure.
bool may_begin(const events::Command& attempt, uint32_t number, const Surroundings& now);

cutoffs::Market market_of(const events::Command& attempt);

}  // namespace squareoff
