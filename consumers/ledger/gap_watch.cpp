#include "consumers/ledger/gap_watch.h"

#include <algorithm>

namespace ledger {

bool GapWatch::is_closing(const StreamId& stream, int64_t first_missing, const Moves& moves) {
    const auto move = moves.find(stream);
    return move != moves.end() && move->second.from.value_or(0) < first_missing;
}

GapWatch::Step GapWatch::look(const std::map<StreamId, Gap>& gaps, const Moves& moves,
                              base::MonoTime now) {
    Step step;
    std::erase_if(seen_, [&](const auto& entry) {
        const auto& [stream, seen] = entry;
        const auto gap = gaps.find(stream);
        if (gap != gaps.end() && gap->second.first_missing == seen.first_missing) return false;
        if (is_closing(stream, seen.first_missing, moves)) {
            step.oldest_us = std::max(step.oldest_us, std::max<int64_t>(now - seen.since, 1));
            return false;
        }
        if (seen.alarmed) step.closed.push_back(stream);
        return true;
    });
    for (const auto& [stream, gap] : gaps) {
        Seen& seen =
            seen_.try_emplace(stream, Seen{gap.first_missing, now, false, {}}).first->second;
        if (seen.first_missing != gap.first_missing) continue;  // behind one that is closing
        const int64_t age_us = now - seen.since;
        step.oldest_us = std::max(step.oldest_us, std::max<int64_t>(age_us, 1));
        if (age_us >= limits_.alarm_us && !seen.alarmed) {
            seen.alarmed = true;
            step.alarm.emplace_back(stream, gap);
        }
        const bool due =
            seen.asked ? now - *seen.asked >= limits_.heal_again_us : age_us >= limits_.heal_us;
        if (due) {
            seen.asked = now;
            step.heal.emplace_back(stream, gap);
        }
    }
    return step;
}

}  // namespace ledger
