#include "consumers/notifier/desk.h"

#include <algorithm>

#include "common/base/must.h"

namespace notifier {

namespace {

constexpr size_t kReadMax = 500;
constexpr uint32_t kTriesMax = 30;  // the pause is the longest by then
// A shorter pause is not worth a row's way out of the desk and back.
constexpr int64_t kPauseInHandUs = 1'000'000;

}  // namespace

Desk::Desk(const DeskConfig& config, const Templates& templates)
    : config_{config},
      templates_{templates},
      channel_{config.channel},
      recipients_{config.recipients},
      down_backoff_{config.first_wait_ms, config.longest_pause_ms} {}

void Desk::take(const Receipt& receipt, const std::vector<std::string>& ids) {
    size_t open = 0;
    for (const std::string& id : ids) {
        const auto [at, fresh] = entries_.try_emplace(id, config_);
        if (at->second.messages.insert(receipt).second) ++open;
        if (fresh) unread_.push_back(id);
    }
    if (open == 0) {
        settled_.push_back(receipt);
    } else {
        open_[receipt] = open;
    }
}

void Desk::found(const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
        if (entries_.size() >= config_.rows_max) return;
        if (!entries_.try_emplace(id, config_).second) continue;
        ++tally_.found;
        unread_.push_back(id);
    }
}

void Desk::forget_older(uint64_t epoch) {
    open_.erase(open_.begin(), open_.lower_bound(Receipt{epoch, 0}));
    for (auto at = entries_.begin(); at != entries_.end();) {
        Entry& entry = at->second;
        entry.messages.erase(entry.messages.begin(), entry.messages.lower_bound(Receipt{epoch, 0}));
        const bool waits = entry.phase == Phase::Ready || entry.phase == Phase::Later;
        if (!entry.messages.empty() || !waits) {
            ++at;
            continue;
        }
        agenda_.erase({entry.due, at->first});
        release(entry);
        forget(entry.notice);
        at = entries_.erase(at);
    }
}

void Desk::remember(const Notice& notice) {
    by_age_.emplace(notice.created_us, notice.id);
    by_expiry_.emplace(notice.expires_us, notice.id);
}

void Desk::forget(const Notice& notice) {
    by_age_.erase({notice.created_us, notice.id});
    by_expiry_.erase({notice.expires_us, notice.id});
}

void Desk::release(Entry& entry) {
    if (std::exchange(entry.admitted, false)) recipients_.release(entry.outgoing.recipient);
}

void Desk::read_again(const std::string& id, Entry& entry) {
    release(entry);
    forget(entry.notice);
    entry.leaves = false;
    entry.phase = Phase::Unread;
    unread_.push_back(id);
}

void Desk::put_on_agenda(const std::string& id, Entry& entry, Phase phase, base::MonoTime due) {
    entry.phase = phase;
    entry.due = due;
    agenda_.emplace(due, id);
}

void Desk::change(const std::string& id, Entry& entry, State to, std::string reason) {
    entry.phase = Phase::Writing;
    // A pause also stands in the table: it outlives us there.
    const int64_t due_us = to == State::Queued ? entry.due_wall_us : 0;
    changes_.push_back({id, entry.notice.state, entry.notice.attempts, to, std::move(reason),
                        due_us, std::exchange(entry.waits, {})});
}

// Its message is acknowledged with the row's change, and its place is free.
void Desk::wait_in_table(const std::string& id, Entry& entry, Pause pause, const Now& now) {
    release(entry);
    entry.leaves = true;
    entry.waits = std::move(pause.why);
    entry.due_wall_us = now.wall.us + pause.us;
    change(id, entry, State::Queued, entry.notice.reason);
}

void Desk::admit(const std::string& id, Entry& entry, const Now& now) {
    const Recipients::Wish wish{.came_back = entry.notice.due_us != 0,
                                .life_us = entry.notice.expires_us - now.wall.us};
    const Turn turn = recipients_.admit(entry.outgoing.recipient, wish, now.mono);
    if (turn.wait_us > 0) {
        ++tally_.rate_limited;
        return wait_in_table(id, entry, {turn.wait_us, text_of(turn.why, config_.recipients)}, now);
    }
    entry.admitted = true;
    put_on_agenda(id, entry, Phase::Ready, now.mono);
}

void Desk::settle(const std::string& id) {
    const auto at = entries_.find(id);
    for (const Receipt& message : at->second.messages) {
        const auto open = open_.find(message);
        if (open == open_.end() || --open->second > 0) continue;
        settled_.push_back(message);
        open_.erase(open);
    }
    release(at->second);
    forget(at->second.notice);
    entries_.erase(at);
}

std::vector<std::string> Desk::to_read(const Now& now) {
    // Whose lease may be over: look again.
    std::vector<std::string> later;
    for (const auto& [due, id] : agenda_) {
        if (due > now.mono) break;
        if (entries_.at(id).phase == Phase::Later) later.push_back(id);
    }
    for (const std::string& id : later) {
        Entry& entry = entries_.at(id);
        agenda_.erase({entry.due, id});
        read_again(id, entry);
    }
    std::vector<std::string> ids;
    while (!unread_.empty() && ids.size() < kReadMax &&
           by_age_.size() + ids.size() < config_.rows_max) {
        ids.push_back(std::move(unread_.front()));
        unread_.pop_front();
    }
    return ids;
}

void Desk::not_read(const std::vector<std::string>& asked) {
    unread_.insert(unread_.begin(), asked.begin(), asked.end());
}

void Desk::on_read(const std::vector<std::string>& asked, const std::vector<Notice>& notices,
                   const Now& now) {
    std::set<std::string> missing{asked.begin(), asked.end()};
    for (const Notice& notice : notices) {
        if (missing.erase(notice.id) == 0) continue;
        Entry& entry = entries_.at(notice.id);
        const uint32_t untried = std::min(entry.notice.untried, notice.attempts);
        entry.notice = notice;
        entry.notice.untried = untried;
        remember(notice);
        // One that comes from the table goes on where it was.
        const int tries = static_cast<int>(std::min(notice.attempts, kTriesMax));
        while (entry.backoff.tries() < tries) (void)entry.backoff.next_ms(0);
        Decision decision = decide(entry.notice, config_.rules, templates_, now.wall);
        if (std::holds_alternative<Done>(decision)) {
            ++tally_.repeated;
            settle(notice.id);
        } else if (notice.state == State::Queued && notice.due_us > now.wall.us) {
            settle(notice.id);  // its turn is found in the table
        } else if (const auto* later = std::get_if<Later>(&decision)) {
            put_on_agenda(notice.id, entry, Phase::Later, now.mono + later->wait_us);
        } else if (auto* dead = std::get_if<Dead>(&decision)) {
            change(notice.id, entry, State::Dead, std::move(dead->reason));
        } else {
            auto& send = std::get<Send>(decision);
            if (send.fell_back) ++tally_.fell_back;
            entry.outgoing = std::move(send.outgoing);
            admit(notice.id, entry, now);
        }
    }
    for (const std::string& id : missing) {
        ++tally_.unknown;
        settle(id);
    }
}

size_t Desk::room(const Now& now) const {
    if (ending_ || paused_until_ > now.mono) return 0;
    const size_t most = down() ? 1 : config_.in_flight_max;
    return most > in_flight_ ? most - in_flight_ : 0;
}

// Also while the channel takes nothing.
void Desk::expire(const Now& now) {
    while (!by_expiry_.empty() && by_expiry_.begin()->first <= now.wall.us) {
        const std::string id = by_expiry_.begin()->second;
        by_expiry_.erase(by_expiry_.begin());
        Entry& entry = entries_.at(id);
        if (entry.phase != Phase::Ready) continue;  // looked at with its outcome, or read again
        agenda_.erase({entry.due, id});
        change(id, entry, State::Dead, over(entry.notice, config_.rules, now.wall));
    }
}

std::vector<Change> Desk::to_write(const Now& now) {
    expire(now);
    std::vector<Change> changes;
    mark_due(now, changes);  // first: a flood that goes back to the table keeps nobody waiting
    while (!changes_.empty() && changes.size() < config_.changes_max) {
        changes.push_back(std::move(changes_.front()));
        changes_.pop_front();
    }
    return changes;
}

void Desk::mark_due(const Now& now, std::vector<Change>& changes) {
    size_t left = room(now);
    while (left > 0 && changes.size() < config_.changes_max && !agenda_.empty()) {
        const auto [due, id] = *agenda_.begin();
        if (due > now.mono) break;
        Entry& entry = entries_.at(id);
        if (entry.phase == Phase::Later) break;  // to_read comes first
        if (std::string why = over(entry.notice, config_.rules, now.wall); !why.empty()) {
            agenda_.erase(agenda_.begin());
            entry.phase = Phase::Writing;
            changes.push_back({id, entry.notice.state, entry.notice.attempts, State::Dead, why, 0});
            continue;
        }
        if (channel_.wait_us(now.mono) > 0) break;
        agenda_.erase(agenda_.begin());
        channel_.take();
        entry.phase = Phase::Writing;
        changes.push_back(
            {id, entry.notice.state, entry.notice.attempts, State::Sending, entry.notice.reason});
        ++in_flight_;
        --left;
    }
}

std::vector<Job> Desk::on_written(const std::vector<Change>& changes,
                                  const std::vector<bool>& happened, const Now& now) {
    base::must(changes.size() == happened.size());
    std::vector<Job> jobs;
    for (size_t i = 0; i < changes.size(); ++i) {
        const Change& change = changes[i];
        Entry& entry = entries_.at(change.id);
        if (!happened[i]) {
            if (change.to == State::Sending) --in_flight_;
            read_again(change.id, entry);
            continue;
        }
        entry.notice.state = change.to;
        entry.notice.due_us = change.due_us;
        if (change.to == State::Sending) {
            ++entry.notice.attempts;
            entry.phase = Phase::Flying;
            jobs.push_back({entry.outgoing, entry.notice.attempts, now.mono});
        } else if (change.to == State::Queued && entry.leaves) {
            settle(change.id);
        } else if (change.to == State::Queued) {
            put_on_agenda(change.id, entry, Phase::Ready, std::max(entry.due, now.mono));
        } else if (change.to == State::Sent) {
            ++tally_.sent;
            tally_.created_to_sent_us.push_back(now.wall.us - entry.notice.created_us);
            settle(change.id);
        } else {
            ++tally_.dead;
            tally_.deaths.emplace_back(change.id, change.reason);
            settle(change.id);
        }
    }
    return jobs;
}

void Desk::on_outcome(const std::string& id, uint32_t attempts, const Outcome& outcome,
                      const Now& now, uint64_t random) {
    Entry& entry = entries_.at(id);
    base::must(entry.phase == Phase::Flying && entry.notice.attempts == attempts);
    --in_flight_;
    count_channel(outcome, now, random);
    switch (outcome.verdict) {
        case Verdict::Sent:
            return change(id, entry, State::Sent, "");
        case Verdict::Duplicate:
            return change(id, entry, State::Sent, "the channel had it before");
        case Verdict::Refused:
            return change(id, entry, State::Dead, outcome.reason);
        case Verdict::NotTried:
            entry.due = now.mono;
            entry.due_wall_us = now.wall.us;
            ++entry.notice.untried;
            return change(id, entry, State::Queued, entry.notice.reason);
        case Verdict::Failed:
        case Verdict::Down:
            break;
    }
    entry.notice.reason = outcome.reason;
    entry.after_down = outcome.verdict == Verdict::Down;
    if (std::string why = over(entry.notice, config_.rules, now.wall); !why.empty()) {
        return change(id, entry, State::Dead, std::move(why));
    }
    ++tally_.retries;
    const int64_t pause_us = entry.backoff.next_ms(random) * 1000;
    // Of a channel that is down everything waits, and goes as soon as it is back.
    if (!entry.after_down && pause_us >= kPauseInHandUs) {
        return wait_in_table(id, entry, {pause_us, {}}, now);
    }
    entry.due = now.mono + pause_us;
    entry.due_wall_us = now.wall.us + pause_us;
    change(id, entry, State::Queued, outcome.reason);
}

// A channel that is down must not use up the attempts of everything that waits: it is asked by one
// notice at a time, with growing pauses, until it takes one.
void Desk::count_channel(const Outcome& outcome, const Now& now, uint64_t random) {
    if (outcome.verdict == Verdict::NotTried) return;
    if (outcome.verdict != Verdict::Down) {
        if (down()) wake_after_down(now);
        downs_ = 0;
        down_backoff_.reset();
        return;
    }
    down_reason_ = outcome.reason;
    if (downs_ < kDownsMax) ++downs_;
    if (down()) paused_until_ = now.mono + down_backoff_.next_ms(random) * 1000;
}

// What only waits for the channel need not wait for the end of its own pause.
void Desk::wake_after_down(const Now& now) {
    for (auto& [id, entry] : entries_) {
        if (entry.phase == Phase::Writing && entry.after_down) entry.due = now.mono;
        if (entry.phase != Phase::Ready || !entry.after_down || entry.due <= now.mono) continue;
        agenda_.erase({entry.due, id});
        put_on_agenda(id, entry, Phase::Ready, now.mono);
    }
}

int64_t Desk::wait_us(const Now& now, int64_t longest_us) {
    const bool can_read = !unread_.empty() && by_age_.size() < config_.rows_max;
    if (!changes_.empty() || can_read) return 0;
    int64_t wait_us = longest_us;
    if (agenda_.empty()) return wait_us;
    const auto& [due, id] = *agenda_.begin();
    int64_t next_us = due - now.mono;
    if (entries_.at(id).phase == Phase::Ready) {
        if (down() && in_flight_ > 0) return wait_us;  // an outcome wakes us
        if (paused_until_ <= now.mono && room(now) == 0) return wait_us;
        next_us = std::max({next_us, paused_until_ - now.mono, channel_.wait_us(now.mono)});
    }
    return std::clamp<int64_t>(next_us, 0, longest_us);
}

Hold Desk::hold(const Now& now) {
    if (down()) {
        const int64_t pause_us = paused_until_ - now.mono;
        return {"the channel is down: " + down_reason_, pause_us > 0 ? now.wall.us + pause_us : 0};
    }
    if (agenda_.empty()) return {};
    const auto& [due, id] = *agenda_.begin();
    if (due > now.mono || entries_.at(id).phase != Phase::Ready) return {};
    if (room(now) == 0) {
        return {
            "as many are being sent as may be at once: " + std::to_string(config_.in_flight_max),
            0};
    }
    if (channel_.wait_us(now.mono) == 0) return {};
    return {"over the channel's rate of " + text_of(config_.channel), 0};
}

int64_t Desk::oldest_us(base::WallTime now) const {
    return by_age_.empty() ? 0 : std::max<int64_t>(now.us - by_age_.begin()->first, 0);
}

}  // namespace notifier
