#include "common/site/trading_day.h"

#include "common/events/event.h"
#include "common/site/words.h"

namespace site {

using base::Errc;
using base::Error;

base::Result<TradingDay> next_day(const std::optional<TradingDay>& now, const DayWish& wish,
                                  std::string_view who, std::string_view why, int64_t now_us) {
    if (const auto said = check_words(who, why); !said.ok()) return said.error();
    if (!events::is_trading_day(wish.day)) {
        return Error{Errc::Invalid, std::string{kNoTradingDay}};
    }
    const auto day = static_cast<uint32_t>(wish.day);
    if (now && now->day == day) return *now;
    if (now && day < now->day && !wish.backwards) {
        return Error{Errc::Invalid, "day: " + std::to_string(day) + " is before the open day " +
                                        std::to_string(now->day) +
                                        "; where that is meant, say so with --backwards"};
    }
    return TradingDay{day, now_us, std::string{who}, std::string{why}};
}

}  // namespace site
