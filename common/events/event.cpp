#include "common/events/event.h"

#include <chrono>

namespace events {

bool is_trading_day(int64_t yyyymmdd) {
    if (yyyymmdd < 20000101 || yyyymmdd > 20991231) return false;
    const std::chrono::year_month_day date{
        std::chrono::year{static_cast<int>(yyyymmdd / 10'000)},
        std::chrono::month{static_cast<unsigned>(yyyymmdd / 100 % 100)},
        std::chrono::day{static_cast<unsigned>(yyyymmdd % 100)}};
    return date.ok();
}

}  // namespace events
