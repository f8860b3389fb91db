#include "producers/venue/reference/calendar_file.h"

#include <algorithm>
#include <array>

#include "common/base/clock.h"

namespace venue {
namespace {

constexpr std::array<std::string_view, 5> kPhases{"closed", "pre_open", "continuous",
                                                  "closing_auction", "post_close"};

Group& group_of(std::vector<Group>& groups, std::string_view name) {
    for (Group& group : groups) {
        if (group.name.view() == name) return group;
    }
    groups.push_back({name, {}});
    return groups.back();
}

}  // namespace

std::string_view phase_name(Phase phase) { return kPhases[static_cast<size_t>(phase)]; }

std::optional<Phase> phase_by_name(std::string_view name) {
    const auto found = std::find(kPhases.begin(), kPhases.end(), name);
    if (found == kPhases.end()) return std::nullopt;
    return static_cast<Phase>(found - kPhases.begin());
}

std::optional<int64_t> time_of_day_us(std::string_view text) {
    if (text.size() != 5 && text.size() != 8) return std::nullopt;
    if (text[2] != ':' || (text.size() == 8 && text[5] != ':')) return std::nullopt;
    const auto hour = csv::whole_number(text.substr(0, 2));
    const auto minute = csv::whole_number(text.substr(3, 2));
    const auto second = text.size() == 8 ? csv::whole_number(text.substr(6, 2)) : 0;
    if (!hour || !minute || !second) return std::nullopt;
    if (*hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
    if (*second < 0 || *second > 59) return std::nullopt;
    return ((*hour * 60 + *minute) * 60 + *second) * base::kSecondUs;
}

base::Result<std::vector<Group>> read_calendar(const csv::Table& table) {
    const size_t segment = *table.column("segment");
    const size_t from = *table.column("from");
    const size_t phase = *table.column("phase");
    std::vector<Group> groups;
    for (size_t i = 0; i < table.rows.size(); ++i) {
        const auto& row = table.rows[i].cells;
        const auto starts = time_of_day_us(row[from]);
        const auto named = phase_by_name(row[phase]);
        if (!starts) return table.error(i, "from: not HH:MM or HH:MM:SS");
        if (!named) return table.error(i, "phase: unknown, " + row[phase]);
        if (row[segment].empty() || !AccountText::fits(row[segment])) {
            return table.error(i, "segment: must have 1 to 16 characters");
        }
        Group& group = group_of(groups, row[segment]);
        if (!group.day.empty() && group.day.back().from_us_of_day >= *starts) {
            return table.error(i, "from: not after the phase before it");
        }
        group.day.push_back({*starts, *named});
    }
    return groups;
}

std::vector<Group> always_open(const std::vector<std::string>& segments) {
    std::vector<Group> groups;
    for (const std::string& segment : segments) {
        groups.push_back({std::string_view{segment}, {{0, Phase::Continuous}}});
    }
    return groups;
}

}  // namespace venue
