#include "common/carry/openings.h"

#include <map>
#include <utility>

namespace carry {
namespace {

using Positions = std::map<events::PositionKey, Opening>;

void count(const Held& held, Fate fate, Counts& counts) {
    counts.carried += fate == Fate::Carried ? 1 : 0;
    counts.settled += fate == Fate::Settled ? 1 : 0;
    counts.expired += fate == Fate::Expired ? 1 : 0;
    counts.left_open += is_left_open(held) ? 1 : 0;
}

base::Status take(const Row& row, uint32_t next_day, Positions& positions, Openings& openings) {
    const auto held = held_of(row.key, row.sums, row.expiry);
    if (!held) {
        return base::Error{base::Errc::Invalid, "account: the value of a position of " +
                                                    row.account + " is beyond 64 bits"};
    }
    const Fate fate = fate_of(*held, next_day);
    count(*held, fate, openings.counts);
    if (is_left_open(*held)) openings.left_open.push_back({row.account, *held});
    if (fate != Fate::Carried) return base::Unit{};
    Opening& opening = positions[row.key];
    opening.quantity = held->quantity;
    opening.value = held->value;
    return base::Unit{};
}

void finish(const std::string& account, Positions& positions, Openings& openings) {
    bool begins_with_some = false;
    for (auto& [key, opening] : positions) {
        begins_with_some = begins_with_some || opening.quantity != 0;
        if (opening.quantity == opening.was_quantity && opening.value == opening.was_value) {
            continue;
        }
        opening.account = account;
        opening.key = key;
        openings.changes.push_back(std::move(opening));
    }
    openings.counts.accounts += begins_with_some ? 1 : 0;
    positions.clear();
}

}  // namespace

void Counts::add(const Counts& other) {
    accounts += other.accounts;
    carried += other.carried;
    settled += other.settled;
    expired += other.expired;
    left_open += other.left_open;
    changed += other.changed;
}

base::Result<Openings> openings_of(const std::vector<Row>& rows, uint32_t next_day) {
    Openings openings;
    Positions positions;  // of the account under way
    for (size_t at = 0; at < rows.size(); ++at) {
        const Row& row = rows[at];
        if (at > 0 && rows[at - 1].account != row.account) {
            finish(rows[at - 1].account, positions, openings);
        }
        if (row.is_next) {
            Opening& opening = positions[row.key];
            opening.was_quantity = row.sums.open_quantity;
            opening.was_value = row.sums.open_value;
        } else if (const auto taken = take(row, next_day, positions, openings); !taken.ok()) {
            return taken.error();
        }
    }
    if (!rows.empty()) finish(rows.back().account, positions, openings);
    openings.counts.changed = static_cast<int64_t>(openings.changes.size());
    return openings;
}

}  // namespace carry
