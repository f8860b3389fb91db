#include "consumers/notifier/recipients.h"

#include "common/base/must.h"

namespace notifier {

namespace {

// Until a recipient whose share is in hand is looked at again: about as long as a sending takes.
constexpr int64_t kShareWaitUs = 1'000'000;
// A turn may come so much too early: rows know it by the wall clock, which is not steady.
constexpr int64_t kEarlyUs = 1'000'000;

}  // namespace

std::string text_of(Delay why, const RecipientLimits& limits) {
    switch (why) {
        case Delay::None:
            return {};
        case Delay::Rate:
            return "over the limit of " + text_of(limits.rate) + " for one recipient";
        case Delay::Share:
            return std::to_string(limits.share) + " for the same recipient are being sent";
    }
    return {};
}

Turn Recipients::admit(const std::string& recipient, const Wish& wish, base::MonoTime now) {
    Known& one = known(recipient, now);
    // All that was ever taken has been refilled: whoever has not come back by now will not.
    if (one.bucket.full(now)) one.turns = 0;
    // Whoever comes back may have been told by another notifier, or by one that died: a turn that
    // has not come is somebody else's.
    if (wish.came_back && one.turns > one.bucket.owed(now, kEarlyUs)) {
        --one.turns;
    } else {
        const int64_t wait_us = one.bucket.wait_us(now);
        if (wait_us > 0 && wait_us >= wish.life_us) {
            return {wish.life_us, Delay::Rate};
        }
        one.bucket.take();
        if (wait_us > 0) {
            ++one.turns;
            return {wait_us, Delay::Rate};
        }
    }
    if (one.in_hand < limits_.share) {
        ++one.in_hand;
        return {};
    }
    ++one.turns;
    return {kShareWaitUs, Delay::Share};
}

void Recipients::release(const std::string& recipient) {
    const auto found = known_.find(recipient);
    base::must(found != known_.end() && found->second.in_hand > 0);
    --found->second.in_hand;
}

Recipients::Known& Recipients::known(const std::string& recipient, base::MonoTime now) {
    if (!known_.contains(recipient) && known_.size() >= limits_.recipients_max) forget_idle(now);
    return known_.try_emplace(recipient, limits_.rate).first->second;
}

// A full bucket is as good as none. Where all are in use, the first goes: the limit protects
// customers from us, it is no promise worth unbounded memory. What is in hand is bounded itself.
void Recipients::forget_idle(base::MonoTime now) {
    for (auto at = known_.begin(); at != known_.end();) {
        Known& one = at->second;
        const bool idle = one.in_hand == 0 && one.bucket.full(now);
        at = idle ? known_.erase(at) : std::next(at);
    }
    for (auto at = known_.begin(); at != known_.end() && known_.size() >= limits_.recipients_max;) {
        at = at->second.in_hand == 0 ? known_.erase(at) : std::next(at);
    }
}

}  // namespace notifier
