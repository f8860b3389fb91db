#pragma once

#include <cstddef>
#include <list>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/exits/changes.h"
#include "consumers/gateway/steps.h"

namespace gateway {

// Rows that wait to be written, the oldest first, one for each id: bounded by the orders there are,
// however often the other side repeats itself.
template <class Row>
class OneForEach {
  public:
    // Null: it waits now. Else the row of its id that waits already, to be brought up to date.
    Row* add(Row row) {
        const auto [found, is_new] = places_.try_emplace(row.id);
        if (!is_new) return &*found->second;
        rows_.push_back(std::move(row));
        found->second = std::prev(rows_.end());
        return nullptr;
    }
    template <class MayGo>
    std::vector<Row> take(size_t most, const MayGo& may_go) {
        std::vector<Row> taken;
        for (auto row = rows_.begin(); row != rows_.end() && taken.size() < most;) {
            if (!may_go(row->id)) {
                ++row;
                continue;
            }
            places_.erase(row->id);
            taken.push_back(std::move(*row));
            row = rows_.erase(row);
        }
        return taken;
    }
    [[nodiscard]] bool contains(const std::string& id) const { return places_.contains(id); }
    [[nodiscard]] size_t size() const { return rows_.size(); }

  private:
    std::list<Row> rows_;
    std::unordered_map<std::string, typename std::list<Row>::iterator> places_;
};

// Events on the wire and answers, to be written in one transaction.
struct Records {
    std::vector<RecordSent> sent;
    std::vector<Refuse> refused;
    std::vector<Hear> heard;
    std::vector<Living> living;
    std::vector<Doubt> doubted;
    std::vector<Reject> rejected;

    [[nodiscard]] bool empty() const {
        return sent.empty() && refused.empty() && heard.empty() && living.empty() &&
               doubted.empty() && rejected.empty();
    }
};

// The changes of rows that the records mean, in the order in which they must be made: what was sent
// and heard, then the ends and doubts, and then what the fills and lives mean beside all that.
// Pure.
std::vector<exits::Change> changes_of(const Records& records, int64_t now_us);

// Orders of which something was told that no plan counts with, whatever it does to their rows.
std::set<std::string> uncounted_of(const Records& records);

// What waits to be written. Pure.
class Waiting {
  public:
    // Of orders that this process does not expect no more than these: anybody can invent an id.
    static constexpr size_t kStrangersMax = 10'000;

    // False: there is no room for what is told of a stranger.
    [[nodiscard]] bool add(RecordSent row);
    [[nodiscard]] bool add(Refuse row);
    [[nodiscard]] bool add(Hear row);
    [[nodiscard]] bool add(Living row);
    [[nodiscard]] bool add(Doubt row);
    [[nodiscard]] bool add(Reject row);

    // At most so many of each, the oldest first. An end, a doubt or a life waits while what was
    // heard or sent of the same order does; an end while a doubt does, which it must not undo; and
    // a life while an end does, which it contradicts.
    [[nodiscard]] Records take(size_t most);
    [[nodiscard]] size_t size() const;
    [[nodiscard]] bool empty() const { return size() == 0; }

  private:
    template <class Row>
    bool add_to(OneForEach<Row>& rows, Row row);

    OneForEach<RecordSent> sent_;
    OneForEach<Refuse> refused_;
    OneForEach<Hear> heard_;
    OneForEach<Living> living_;
    OneForEach<Doubt> doubted_;
    OneForEach<Reject> rejected_;
    size_t strangers_ = 0;
};

}  // namespace gateway
