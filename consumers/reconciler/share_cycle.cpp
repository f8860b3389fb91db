#include "consumers/reconciler/share_cycle.h"

#include <algorithm>

namespace reconciler {

void ShareCycle::begin_day() {
    share_ = {};
    swept_.assign(swept_.size(), false);
    accounts_.assign(accounts_.size(), {-1});
    last_.assign(accounts_.size(), 0);
}

ShareCycle::Fit ShareCycle::on_bytes(size_t bytes) {
    if (bytes <= bytes_max_) return Fit::Fits;
    if (share_.of >= kSharesMax) {
        move_on();
        return Fit::PassedOver;
    }
    share_ = share_.half();
    swept_.assign(swept_.size(), false);
    accounts_.assign(accounts_.size(), std::vector<int64_t>(share_.of, -1));
    last_.assign(accounts_.size(), 0);
    return Fit::Narrower;
}

void ShareCycle::on_round(size_t partition, const Round& round) {
    swept_[partition] = swept_[partition] || round.through;
    settled_[partition] = round.settled;
    accounts_[partition][share_.number] = round.accounts;
    last_[partition] = round.accounts;
}

bool ShareCycle::take_next() {
    const auto all = [](const std::vector<bool>& partitions) {
        return std::ranges::all_of(partitions, [](bool is_so) { return is_so; });
    };
    if (share_.of == 1 || !all(swept_) || !all(settled_)) return false;
    move_on();
    return true;
}

void ShareCycle::move_on() {
    share_ = share_.next();
    swept_.assign(swept_.size(), false);
}

int64_t ShareCycle::accounts(size_t partition) const {
    int64_t all = 0;
    for (const int64_t known : accounts_[partition]) all += known < 0 ? last_[partition] : known;
    return all;
}

}  // namespace reconciler
