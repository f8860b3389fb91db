#include "consumers/gateway/records.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace gateway {
namespace {

// The statement compares every row with the times before its own.
constexpr size_t kCaseRowsMax = 100;

using Ids = std::vector<std::string>;

// By mark, in statements of a bounded length.
void add_sent(const std::vector<RecordSent>& records, int64_t now_us,
              std::vector<exits::Change>& changes) {
    std::map<std::string, exits::PutOnWire> by_mark;
    for (const RecordSent& row : records) {
        exits::PutOnWire& one = by_mark[row.sender];
        one.mark = row.sender;
        one.rows.push_back({row.id, row.sent_us != 0 ? row.sent_us : now_us});
        if (one.rows.size() < kCaseRowsMax) continue;
        changes.emplace_back(one);
        one.rows.clear();
    }
    for (auto& [mark, one] : by_mark) {
        if (!one.rows.empty()) changes.emplace_back(std::move(one));
    }
}

void add_heard(const std::vector<Hear>& records, std::vector<exits::Change>& changes) {
    for (size_t at = 0; at < records.size(); at += kCaseRowsMax) {
        exits::HeardFills some;
        const size_t end = std::min(records.size(), at + kCaseRowsMax);
        for (size_t i = at; i < end; ++i) {
            some.rows.push_back({records[i].id, records[i].filled, records[i].all});
        }
        changes.emplace_back(std::move(some));
    }
}

void add_ends(const Records& records, std::vector<exits::Change>& changes) {
    std::map<std::string, Ids> refused;
    std::map<std::string, Ids> doubted;
    std::map<std::tuple<std::string, exits::Rejection>, Ids> rejected;
    for (const Refuse& row : records.refused) refused[row.reason].push_back(row.id);
    for (const Doubt& row : records.doubted) doubted[row.reason].push_back(row.id);
    for (const Reject& row : records.rejected) {
        rejected[{row.reason, row.kind}].push_back(row.id);
    }
    for (auto& [reason, ids] : refused) changes.emplace_back(exits::Refused{reason, ids});
    for (auto& [reason, ids] : doubted) changes.emplace_back(exits::Contradicted{reason, ids});
    for (auto& [how, ids] : rejected) {
        changes.emplace_back(exits::RejectedBy{std::get<0>(how), std::get<1>(how), ids});
    }
}

template <class Row>
Ids ids_of(const std::vector<Row>& rows) {
    Ids ids;
    ids.reserve(rows.size());
    for (const Row& row : rows) ids.push_back(row.id);
    return ids;
}

// Without the signs of life.
Ids filled_of(const std::vector<Hear>& rows) {
    Ids ids;
    for (const Hear& row : rows) {
        if (row.filled > 0 || row.all) ids.push_back(row.id);
    }
    return ids;
}

// A row that waits is brought up to date by a later one of its id: the first reason stays, and of
// fills the largest counts. What is asked for last is what the hold waits for.
void update(RecordSent& waits, const RecordSent& row) {
    if (row.sent_us != 0) waits = row;
}
void update(Refuse&, const Refuse&) {}
void update(Unwritten& waits, const Unwritten& row) {
    if (waits.account.empty()) waits.account = row.account;
    waits.number = std::max(waits.number, row.number);
    waits.uncounted = waits.uncounted || row.uncounted;
}
void update(Living& waits, const Living& row) { update(waits.unwritten, row.unwritten); }
void update(Doubt& waits, const Doubt& row) { update(waits.unwritten, row.unwritten); }
void update(Hear& waits, const Hear& row) {
    waits.filled = std::max(waits.filled, row.filled);
    waits.all = waits.all || row.all;
    update(waits.unwritten, row.unwritten);
}
// "Not received" is the weaker word: the books may know better.
void update(Reject& waits, const Reject& row) {
    if (waits.kind != exits::Rejection::NotReceived) return;
    waits.kind = row.kind;
    waits.reason = row.reason;
}

bool is_stranger(const RecordSent&) { return false; }
bool is_stranger(const Refuse&) { return false; }
template <class Row>
bool is_stranger(const Row& row) {
    return row.unwritten.stranger;
}

}  // namespace

std::vector<exits::Change> changes_of(const Records& records, int64_t now_us) {
    std::vector<exits::Change> changes;
    add_sent(records.sent, now_us, changes);
    add_heard(records.heard, changes);
    add_ends(records, changes);
    if (Ids filled = filled_of(records.heard); !filled.empty()) {
        changes.emplace_back(exits::FillsSeen{std::move(filled)});
    }
    if (!records.living.empty()) changes.emplace_back(exits::LivesSeen{ids_of(records.living)});
    return changes;
}

std::set<std::string> uncounted_of(const Records& records) {
    std::set<std::string> ids;
    const auto note = [&](const auto& rows) {
        for (const auto& row : rows) {
            if (row.unwritten.uncounted) ids.insert(row.id);
        }
    };
    note(records.heard);
    note(records.living);
    note(records.doubted);
    return ids;
}

template <class Row>
bool Waiting::add_to(OneForEach<Row>& rows, Row row) {
    const bool stranger = is_stranger(row);
    if (stranger && strangers_ >= kStrangersMax && !rows.contains(row.id)) return false;
    if (Row* const waits = rows.add(row)) {
        update(*waits, row);
    } else if (stranger) {
        ++strangers_;
    }
    return true;
}

bool Waiting::add(RecordSent row) { return add_to(sent_, std::move(row)); }
bool Waiting::add(Refuse row) { return add_to(refused_, std::move(row)); }
bool Waiting::add(Hear row) { return add_to(heard_, std::move(row)); }
bool Waiting::add(Living row) { return add_to(living_, std::move(row)); }
bool Waiting::add(Doubt row) { return add_to(doubted_, std::move(row)); }
bool Waiting::add(Reject row) { return add_to(rejected_, std::move(row)); }

Records Waiting::take(size_t most) {
    const auto any = [](const std::string&) { return true; };
    const auto later = [this](const std::string& id) {
        return !sent_.contains(id) && !heard_.contains(id);
    };
    Records taken;
    taken.sent = sent_.take(most, any);
    taken.refused = refused_.take(most, any);
    taken.heard = heard_.take(most, any);
    taken.doubted = doubted_.take(most, later);
    taken.rejected = rejected_.take(
        most, [&](const std::string& id) { return later(id) && !doubted_.contains(id); });
    taken.living = living_.take(
        most, [&](const std::string& id) { return later(id) && !rejected_.contains(id); });
    const auto forget = [this](const auto& rows) {
        for (const auto& row : rows) {
            if (is_stranger(row)) --strangers_;
        }
    };
    forget(taken.heard);
    forget(taken.living);
    forget(taken.doubted);
    forget(taken.rejected);
    return taken;
}

size_t Waiting::size() const {
    return sent_.size() + refused_.size() + heard_.size() + living_.size() + doubted_.size() +
           rejected_.size();
}

}  // namespace gateway
