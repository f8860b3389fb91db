#include "producers/feed/pace.h"

#include <charconv>

namespace feed {

std::optional<Pace> Pace::parse(std::string_view text) {
    if (text == "max") return fastest();
    constexpr int64_t kMultipleMax = 1'000'000;
    int64_t multiple = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), multiple);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (multiple < 1 || multiple > kMultipleMax) return std::nullopt;
    return Pace{Mode::Multiple, multiple};
}

base::WallTime Pace::due(base::WallTime began, uint64_t record, int64_t exchange_time_us) {
    switch (mode_) {
        case Mode::Fastest:
            return began;
        case Mode::Rate:
            return {began.us + static_cast<int64_t>(record) * 1'000'000 / number_};
        case Mode::Multiple:
            break;
    }
    if (!first_exchange_time_us_) first_exchange_time_us_ = exchange_time_us;
    return {began.us + (exchange_time_us - *first_exchange_time_us_) / number_};
}

}  // namespace feed
