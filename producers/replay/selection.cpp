#include "producers/replay/selection.h"

#include <charconv>
#include <chrono>
#include <vector>

#include "common/events/partition.h"

namespace replay {

bool Selection::meets(int32_t its_partition, int32_t partitions) const {
    if (partition && *partition != its_partition) return false;
    return account.empty() || events::partition_of(account, partitions) == its_partition;
}

bool Selection::wants(const events::Event& event) const {
    if (!account.empty() && event.account != account) return false;
    if (from_seq != 0 && event.seq < from_seq) return false;
    if (to_seq != 0 && event.seq > to_seq) return false;
    if (from_us != 0 && event.exchange_time_us < from_us) return false;
    return to_us == 0 || event.exchange_time_us < to_us;
}

std::string Selection::text() const {
    std::string text = std::to_string(day);
    const auto add = [&](std::string_view name, const std::string& value) {
        text.append(" ").append(name).append("=").append(value);
    };
    const auto add_number = [&](std::string_view name, int64_t value) {
        if (value != 0) add(name, std::to_string(value));
    };
    if (partition) add("partition", std::to_string(*partition));
    if (!account.empty()) add("account", account);
    if (!source.empty()) add("source", source);
    add_number("from_seq", from_seq);
    add_number("to_seq", to_seq);
    add_number("from_us", from_us);
    add_number("to_us", to_us);
    return text;
}

base::Result<int64_t> exchange_time(uint32_t day, std::string_view text, int64_t utc_offset_s) {
    std::vector<int64_t> parts;
    const base::Error wrong{base::Errc::Invalid,
                            "not a time of the day, HH:MM or HH:MM:SS: " + std::string{text}};
    constexpr int64_t kLimits[] = {23, 59, 59};
    for (std::string_view rest = text; parts.size() < 3;) {
        const std::string_view word = rest.substr(0, rest.find(':'));
        int64_t value = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
        const bool whole = error == std::errc{} && end == word.data() + word.size();
        if (!whole || word.size() != 2 || value < 0 || value > kLimits[parts.size()]) return wrong;
        parts.push_back(value);
        if (word.size() == rest.size()) break;
        rest.remove_prefix(word.size() + 1);
        if (parts.size() == 3) return wrong;
    }
    if (parts.size() < 2) return wrong;
    parts.resize(3);
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(day / 10'000)},
                                           std::chrono::month{day / 100 % 100},
                                           std::chrono::day{day % 100}};
    const int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
    const int64_t seconds =
        days * 86'400 + parts[0] * 3'600 + parts[1] * 60 + parts[2] - utc_offset_s;
    return seconds * 1'000'000;
}

}  // namespace replay
