#include "consumers/squareoff/agenda.h"

#include <algorithm>

namespace squareoff {

void Agenda::move(Entries::iterator entry, int64_t due_us) {
    order_.erase({entry->second.due_us, entry->first});
    entry->second.due_us = due_us;
    order_.emplace(due_us, entry->first);
}

void Agenda::set_late(Entry& entry, bool late) {
    if (entry.late == late) return;
    entry.late = late;
    late ? ++late_ : --late_;
}

void Agenda::hasten(Entries::iterator entry, int64_t due_us) {
    if (due_us < entry->second.due_us) move(entry, due_us);
}

void Agenda::note(Entry& entry, const Touch& touch) {
    if (touch.source.empty()) return;
    int64_t& seq = entry.seqs[touch.source];
    seq = std::max(seq, touch.seq);
}

void Agenda::set(const std::string& account, int64_t due_us, size_t awaited, int64_t now_us) {
    const auto [entry, is_new] = entries_.try_emplace(account);
    if (is_new || entry->second.late) entry->second.since_us = now_us;
    set_late(entry->second, false);
    entry->second.awaited = awaited;
    entry->second.out = awaited;
    move(entry, due_us);
    const bool heard = entry->second.called || !entry->second.seqs.empty();
    if (heard) hasten(entry, now_us + kGatherUs);
}

bool Agenda::has_seen(const Touch& touch) const {
    const auto rest = at_rest_.find(touch.account);
    if (rest == at_rest_.end() || rest->second.seen == nullptr) return false;
    const auto mark = rest->second.seen->find(touch.source);
    return mark != rest->second.seen->end() && mark->second >= touch.seq;
}

void Agenda::rest(const std::string& account, std::shared_ptr<const Watermarks> seen,
                  int64_t now_us) {
    at_rest_[account] = {now_us, std::move(seen)};
    rested_.emplace_back(now_us, account);
    while (rested_.front().first + kLateUs <= now_us) {
        const auto oldest = at_rest_.find(rested_.front().second);
        const bool same =
            oldest != at_rest_.end() && oldest->second.since_us == rested_.front().first;
        if (same) at_rest_.erase(oldest);  // otherwise it has been at rest anew since
        rested_.pop_front();
    }
}

void Agenda::forget(const std::string& account, std::shared_ptr<const Watermarks> seen,
                    int64_t now_us) {
    rest(account, std::move(seen), now_us);
    const auto entry = entries_.find(account);
    if (entry == entries_.end() || entry->second.called) return;
    // What has come while the look went on.
    const std::map<std::string, int64_t> since = std::move(entry->second.seqs);
    order_.erase({entry->second.due_us, account});
    set_late(entry->second, false);
    entries_.erase(entry);
    for (const auto& [source, seq] : since) news({account, source, seq}, now_us);
}

// `forget` comes last: what has not been reached of an account where nothing goes on stays noted.
void Agenda::take(const Outcome& outcome, int64_t now_us, int64_t again_us) {
    for (const auto& [account, open] : outcome.open) {
        set(account, now_us + open.look_us - outcome.now_us, open.awaited, now_us);
    }
    for (const Touch& touch : outcome.not_yet) again(touch, again_us);
    for (const std::string& account : outcome.finished) forget(account, outcome.seen, now_us);
}

void Agenda::clear() {
    entries_.clear();
    late_ = 0;
    order_.clear();
    at_rest_.clear();
    rested_.clear();
}

void Agenda::news(const Touch& touch, int64_t now_us) {
    if (!entries_.contains(touch.account) && has_seen(touch)) return;
    const auto [entry, is_new] = entries_.try_emplace(touch.account);
    if (is_new) {
        entry->second.since_us = now_us;
        set_late(entry->second, true);
        move(entry, now_us + kLateUs);
    }
    note(entry->second, touch);
    entry->second.called = entry->second.called || touch.source.empty();
    if (entry->second.late) return;
    if (entry->second.awaited > 0) --entry->second.awaited;
    hasten(entry, entry->second.awaited == 0 ? now_us : now_us + kGatherUs);
}

void Agenda::again(const Touch& touch, int64_t due_us) {
    const auto entry = entries_.find(touch.account);
    if (entry == entries_.end()) return;
    note(entry->second, touch);
    hasten(entry, due_us);
}

void Agenda::urgent(const std::string& account, int64_t now_us) {
    const auto [entry, is_new] = entries_.try_emplace(account);
    if (is_new) {
        entry->second.since_us = entry->second.due_us = now_us;
        order_.emplace(now_us, account);
    }
    if (entry->second.late) entry->second.since_us = now_us;
    set_late(entry->second, false);
    entry->second.called = true;
    hasten(entry, now_us);
}

int64_t Agenda::oldest_us(int64_t now_us) const {
    int64_t since_us = now_us;
    for (const auto& [account, entry] : entries_) {
        if (!entry.late) since_us = std::min(since_us, entry.since_us);
    }
    return now_us - since_us;
}

std::vector<Touch> Agenda::take_due(int64_t now_us, int64_t next_us, size_t most,
                                    size_t orders_most) {
    std::vector<Touch> touched;
    size_t orders = 0;
    for (size_t taken = 0; taken < most && any_due(now_us); ++taken) {
        const auto entry = entries_.find(order_.begin()->second);
        orders += entry->second.out;
        if (taken > 0 && orders > orders_most) break;
        if (entry->second.seqs.empty()) touched.push_back({entry->first, "", 0});
        for (const auto& [source, seq] : entry->second.seqs) {
            touched.push_back({entry->first, source, seq});
        }
        entry->second.seqs.clear();
        entry->second.called = false;
        move(entry, next_us);
    }
    return touched;
}

}  // namespace squareoff
