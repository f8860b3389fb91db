#include "consumers/squareoff/cutoff_rules.h"

#include <algorithm>

#include "consumers/squareoff/who_is_told.h"

namespace squareoff {
namespace {

const cutoffs::Standing* standing_of(const events::Command& attempt, const CutoffRules& rules) {
    const auto found = std::ranges::find(rules.due, market_of(attempt), &cutoffs::Standing::market);
    return found == rules.due.end() ? nullptr : &*found;
}

}  // namespace

cutoffs::Market market_of(const events::Command& attempt) {
    return {attempt.exchange.value_or(events::Exchange{}),
            attempt.segment.value_or(events::Segment{}),
            attempt.product.value_or(events::Product{})};
}

std::string cutoff_over(const events::Command& command, const Surroundings& now) {
    if (now.cutoffs == nullptr || !is_timed(command)) return {};
    return standing_of(command, *now.cutoffs) == nullptr ? "cutoff: it is not due any more" : "";
}

bool may_begin(const events::Command& attempt, uint32_t number, const Surroundings& now) {
    if (now.cutoffs == nullptr) return false;
    const CutoffRules& rules = *now.cutoffs;
    const cutoffs::Standing* due = standing_of(attempt, rules);
    const bool is_stale = due == nullptr || !cutoffs::may_begin(rules.moment, *due, rules.pace) ||
                          attempt.epoch != now.epoch || attempt.day != now.day ||
                          attempt.expires_us <= now.now_us;
    if (is_stale || !wait_of_main_site(attempt, now).empty()) return false;
    const auto last = rules.last.find({attempt.account, market_of(attempt)});
    if (last == rules.last.end()) return number == 1;
    return number == last->second.number + 1 && last->second.is_over;
}

std::string wait_of_main_site(const events::Command& command, const Surroundings& now) {
    if (now.cutoffs == nullptr || !is_timed(command)) return {};
    const CutoffRules& rules = *now.cutoffs;
    const cutoffs::Standing* due = standing_of(command, rules);
    if (due == nullptr || !cutoffs::is_late(rules.moment, due->hours, rules.pace)) return {};
    const auto books = now.books == account::Books::Current && rules.books_lag
                           ? account::Books::CatchingUp
                           : now.books;
    if (std::string_view why = account::reason_to_wait(books); !why.empty()) {
        return std::string{why};
    }
    const cutoffs::Market& market = due->market;
    const bool moves = rules.moving.contains({command.account, market.exchange, market.segment});
    return moves ? "the main site's orders have moved lately" : "";
}

}  // namespace squareoff
