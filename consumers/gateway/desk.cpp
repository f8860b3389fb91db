#include "consumers/gateway/desk.h"

#include <algorithm>
#include <utility>

#include "consumers/gateway/requests.h"

namespace gateway {

using exits::Exit;
using exits::State;

namespace {

constexpr int kAsksDoubled = 4;     // the back-off between questions ends at 16 times the first
constexpr size_t kOrdersShare = 4;  // one of so many marks is an order's, while cancels wait
constexpr int kCancelAsksMax = 2;   // looks at a live target before a cancel counts as lost

template <class List>
std::vector<std::string> take_front(List& list, size_t count) {
    count = std::min(count, list.size());
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<std::string> taken{std::make_move_iterator(list.begin()),
                                   std::make_move_iterator(end)};
    list.erase(list.begin(), end);
    return taken;
}

}  // namespace

Desk::Desk(Limits limits, Throttle throttle, const fix::Dialect& dialect, std::string own_mark)
    : limits_{limits},
      throttle_{throttle},
      dialect_{dialect},
      own_mark_{std::move(own_mark)},
      references_{limits.references_max},
      hearings_{limits.references_max},
      names_{limits.references_max} {}

void Desk::on_message(DeliveryKey key, const std::vector<std::string>& ids) {
    deliveries_.open(key, ids);
    for (const std::string& id : ids) {
        const auto [found, fresh] = entries_.try_emplace(id);
        if (fresh) {
            found->second.order.client_order_id = id;
            to_look_.push_back(id);
        } else if (found->second.phase == Phase::Unanswered) {
            deliveries_.settle(id);
        }
    }
}

void Desk::on_logon(base::MonoTime now) {
    logged_on_ = true;
    logon_at_ = now;
    ++logon_;
    // Whatever has no answer yet may not have arrived: ask at once.
    due_.clear();
    for (auto& [id, entry] : entries_) {
        if (entry.phase != Phase::Unanswered) continue;
        entry.status_taken = true;
        await(entry, now + limits_.settle_us);
    }
}

void Desk::on_logout() { logged_on_ = false; }

bool Desk::ready(base::MonoTime now) const {
    return logged_on_ && now - logon_at_ >= limits_.settle_us;
}

void Desk::on_looked(const std::vector<std::string>& asked, std::vector<Exit> rows) {
    looking_ = false;
    for (Exit& row : rows) {
        const auto found = entries_.find(row.client_order_id);
        if (found == entries_.end() || found->second.phase != Phase::Looking) continue;
        if (row.state != State::Planned) continue;
        Entry& entry = found->second;
        entry.order = std::move(row);
        std::string refusal = refusal_before_wire(entry.order, dialect_);
        if (refusal.empty()) {
            wait_in_line(entry, false);
        } else {
            outbox_.push_back(Refuse{entry.order.client_order_id, std::move(refusal)});
        }
    }
    // Not there, not planned any more, of another session, or refused.
    for (const std::string& id : asked) {
        const auto found = entries_.find(id);
        if (found != entries_.end() && found->second.phase == Phase::Looking) end(id);
    }
}

void Desk::wait_in_line(Entry& entry, bool at_front) {
    entry.phase = Phase::Waiting;
    Turns& line = entry.order.is_cancel() ? cancels_ : orders_;
    if (at_front) {
        line.push_front(entry.order.account, entry.order.client_order_id);
    } else {
        line.push_back(entry.order.account, entry.order.client_order_id);
    }
}

void Desk::on_marked(Marked marked, base::MonoTime now) {
    marking_ = false;
    release(now);
    const base::MonoTime until = marked.begun + limits_.mark_valid_us;
    const bool fresh = now <= until;
    std::unordered_map<std::string, Exit*> won;
    for (Exit& order : marked.won) won.emplace(order.client_order_id, &order);
    std::vector<Entry*> returned;
    auto unused = static_cast<int64_t>(in_mark_.size());
    for (const std::string& id : std::exchange(in_mark_, {})) {
        const auto order = won.find(id);
        if (order == won.end()) continue;
        Entry& entry = entries_.at(id);
        entry.order = std::move(*order->second);
        if (fresh && logged_on_ && !holds_.holds(entry.order)) {
            outbox_.push_back(Send{entry.order, until});
            --unused;
        } else {
            returned.push_back(&entry);
        }
    }
    throttle_.give_back(unused);
    for (auto entry = returned.rbegin(); entry != returned.rend(); ++entry) put_back(**entry);
    for (const std::string& id : marked.again) wait_in_line(entries_.at(id), true);
    for (const std::string& id : marked.settled) end(id);
}

void Desk::put_back(Entry& entry) {
    outbox_.push_back(PutBack{entry.order.client_order_id, entry.order.sender});
    wait_in_line(entry, true);
}

void Desk::on_sent(const std::string& id, int64_t seq, base::MonoTime now, int64_t wall_us) {
    Entry& entry = entries_.at(id);
    entry.phase = Phase::Unanswered;
    entry.since = now;
    references_.add(seq, {id, entry.order.is_cancel() ? "F" : "D"});
    hearings_.expect(entry.order, true);
    names_.add(entry.order);
    await(entry, now + limits_.answer_timeout_us);
    outbox_.push_back(RecordSent{id, entry.order.sender, wall_us});
    deliveries_.settle(id);
}

void Desk::on_not_sent(const std::string& id) {
    logged_on_ = false;
    on_too_late(id);
}

void Desk::on_too_late(const std::string& id) {
    throttle_.give_back(1);
    put_back(entries_.at(id));
}

void Desk::on_asked(const std::string& id, int64_t seq, base::MonoTime now) {
    references_.add(seq, {id, "H"});
    const auto found = entries_.find(id);
    if (found != entries_.end()) postpone(found->second, now);
}

void Desk::await(Entry& entry, base::MonoTime due) {
    due_.erase({entry.due, entry.order.client_order_id});
    entry.due = due;
    due_.emplace(due, entry.order.client_order_id);
}

void Desk::postpone(Entry& entry, base::MonoTime now) {
    const int64_t doubled = int64_t{1} << std::min(entry.asks, kAsksDoubled);
    await(entry, now + limits_.answer_timeout_us * doubled);
}

void Desk::end(const std::string& id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    due_.erase({found->second.due, id});
    entries_.erase(found);
    deliveries_.settle(id);
}

void Desk::know(Entry& entry) {
    const std::string id = entry.order.client_order_id;
    if (!entry.order.sender.starts_with(own_mark_)) known_.insert(id);
    if (!entry.recorded) outbox_.push_back(RecordSent{id, entry.order.sender, 0});
    end(id);
}

void Desk::reject(const std::string& id, const std::string& reason, exits::Rejection kind,
                  bool stranger) {
    outbox_.push_back(Reject{id, reason, kind, {.stranger = stranger}});
    end(id);
}

void Desk::on_found(std::vector<Exit> rows, base::MonoTime now) {
    found_ = true;
    std::set<std::string> known;  // those whose rows still stand there
    for (Exit& row : rows) {
        const bool planned = row.state == State::Planned;
        const bool out = row.state == State::Sending || row.state == State::Sent;
        // What this process has sent and does not wait for has been answered.
        if (!planned && (!out || row.sender.starts_with(own_mark_))) continue;
        if (out && known_.contains(row.client_order_id)) {
            known.insert(std::move(row.client_order_id));
            continue;
        }
        const auto [found, fresh] = entries_.try_emplace(row.client_order_id);
        Entry& entry = found->second;
        if (planned) {
            if (!fresh) continue;
            entry.order.client_order_id = row.client_order_id;
            to_look_.push_back(row.client_order_id);
            continue;
        }
        // Marked by another process while it waited here.
        if (!fresh && entry.phase != Phase::Looking) continue;
        entry.recorded = row.state == State::Sent;
        hearings_.expect(row, false);
        names_.add(row);
        entry.order = std::move(row);
        entry.phase = Phase::Unanswered;
        entry.since = now;
        await(entry, now + limits_.settle_us);
        deliveries_.settle(entry.order.client_order_id);
    }
    known_ = std::move(known);
}

void Desk::on_books(const std::vector<BookAnswer>& answers, base::MonoTime now) {
    for (const BookAnswer& answer : answers) {
        const auto found = entries_.find(answer.id);
        if (found == entries_.end() || found->second.phase != Phase::Unanswered) continue;
        Entry& entry = found->second;
        entry.asking_books = false;
        if (answer.known) {
            know(entry);
        } else if (entry.order.is_cancel() && entry.asks >= kCancelAsksMax &&
                   entry.asked_in == logon_ && ready(now)) {
            // To cancel once more raises no risk.
            reject(answer.id, "no answer from the exchange, and the order lives",
                   exits::Rejection::NotReceived);
        }
    }
}

// One by one would cost a transaction each; the throttle sets the pace in any case.
int64_t Desk::worth_marking() const {
    const size_t most = std::min(may_go(), limits_.batch_max);
    return std::min(static_cast<int64_t>(most), throttle_.quarter());
}

void Desk::look(std::vector<Step>& steps) {
    if (looking_ || closed_ || to_look_.empty() || waiting() >= limits_.waiting_max) return;
    looking_ = true;
    steps.push_back(LookUp{take_front(to_look_, limits_.batch_max)});
}

void Desk::mark(std::vector<Step>& steps, base::MonoTime now) {
    release(now);
    if (marking_ || closed_ || !found_ || may_go() == 0 || !ready(now)) return;
    const int64_t room = throttle_.available(now);
    if (room < worth_marking()) return;
    const size_t count = std::min(limits_.batch_max, static_cast<size_t>(room));
    // Cancels first; but a thousand of one account must not keep the exits of others waiting.
    for_orders_ += count;
    const size_t kept = std::min(orders_.ready(), for_orders_ / kOrdersShare);
    for_orders_ %= kOrdersShare;
    in_mark_ = cancels_.take(count - std::min(count, kept));
    for (std::string& id : orders_.take(count - in_mark_.size())) {
        in_mark_.push_back(std::move(id));
    }
    if (in_mark_.empty()) return;
    Mark step;
    step.orders.reserve(in_mark_.size());
    for (const std::string& id : in_mark_) {
        Entry& entry = entries_.at(id);
        entry.phase = Phase::Marking;
        step.orders.push_back(entry.order);
    }
    throttle_.take(static_cast<int64_t>(in_mark_.size()));
    marking_ = true;
    steps.push_back(std::move(step));
}

// At most a quarter of the room at a time: exits are not kept waiting by questions, nor the other
// way round.
void Desk::ask(std::vector<Step>& steps, base::MonoTime now) {
    if (!ready(now)) return;
    int64_t room = std::min(throttle_.available(now), throttle_.quarter());
    AskBooks books;
    while (!due_.empty() && books.orders.size() < limits_.batch_max) {
        const auto [due, id] = *due_.begin();
        Entry& entry = entries_.at(id);
        const bool at_exchange =
            !entry.order.is_cancel() && dialect_.status_requests && entry.status_taken;
        if (due > now || (at_exchange && room < 1)) break;
        ++entry.asks;
        entry.asked_in = logon_;
        postpone(entry, now);
        if (at_exchange) {
            --room;
            throttle_.take(1);
            steps.push_back(AskExchange{entry.order});
        } else if (!entry.asking_books) {
            entry.asking_books = true;
            books.orders.push_back(entry.order);
        }
    }
    if (!books.orders.empty()) steps.push_back(std::move(books));
}

std::vector<Step> Desk::steps(base::MonoTime now) {
    std::vector<Step> steps = std::exchange(outbox_, {});
    look(steps);
    ask(steps, now);
    mark(steps, now);
    return steps;
}

int64_t Desk::next_us(base::MonoTime now, int64_t limit_us) {
    int64_t next = limit_us;
    if (!logged_on_) return next;
    const int64_t settle = std::max<int64_t>(limits_.settle_us - (now - logon_at_), 0);
    if (may_go() > 0 && !marking_ && !closed_ && found_) {
        next = std::min(next, std::max(settle, throttle_.wait_us(now, worth_marking())));
    }
    if (const auto released = holds_.next(); released && waiting() > may_go()) {
        next = std::min(next, std::max<int64_t>(*released - now, 0));
    }
    if (!due_.empty()) {
        const int64_t due = std::max<int64_t>(due_.begin()->first - now, 0);
        next = std::min(next, std::max({due, settle, throttle_.wait_us(now, 1)}));
    }
    return std::max<int64_t>(next, 1'000);
}

Desk::Counts Desk::counts(base::MonoTime now) const {
    Counts counts{cancels_.size(), orders_.size(), due_.size(), 0, 0};
    for (const auto& [due, id] : due_) {
        const Entry& entry = entries_.at(id);
        if (entry.asks == 0) continue;
        ++counts.in_doubt;
        counts.oldest_in_doubt_us = std::max(counts.oldest_in_doubt_us, now - entry.since);
    }
    return counts;
}

}  // namespace gateway
