#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "consumers/squareoff/store.h"

namespace squareoff {

// Which account to look at when. Pure; an account with commands that go on stands in it once.
// Times are of any one clock; the service gives it the one that never goes back.
//
// A look costs the database as much as several orders. So news is gathered: an account is looked at
// when as much has been heard of it as it has orders out, or kGatherUs after the first of it.
class Agenda {
  public:
    static constexpr int64_t kGatherUs = 40'000;
    // News of an account where nothing goes on, and which its last look has not seen, concerns an
    // order that had ended: a person must know, and nobody waits.
    static constexpr int64_t kLateUs = 10'000'000;

    // `awaited`: orders of ours that have not ended. News that has come meanwhile is kept.
    void set(const std::string& account, int64_t due_us, size_t awaited, int64_t now_us);
    // Nothing goes on there, by a look that has `seen` the books as far as that; unless it was
    // called since it was taken: that look was too early. News that the look has seen already and
    // that comes within kLateUs is no reason for another one.
    void forget(const std::string& account, std::shared_ptr<const Watermarks> seen, int64_t now_us);
    // All that a look has told, at `now_us`: accounts that go on, those that do not, and news that
    // the books have not reached, for which it is looked again at `again_us`.
    void take(const Outcome& outcome, int64_t now_us, int64_t again_us);
    void clear();
    // Where nothing goes on: one look kLateUs after the first of it that no look has seen.
    void news(const Touch& touch, int64_t now_us);
    // The books are not where the news was: look again at `due_us`.
    void again(const Touch& touch, int64_t due_us);
    // Something has happened that no number tells: look now, also where nothing was known to go on.
    void urgent(const std::string& account, int64_t now_us);

    // Accounts where something goes on, and for how long it has where it has longest; 0: nowhere.
    [[nodiscard]] size_t size() const { return entries_.size() - late_; }
    [[nodiscard]] int64_t oldest_us(int64_t now_us) const;
    [[nodiscard]] bool any_due(int64_t now_us) const {
        return !order_.empty() && order_.begin()->first <= now_us;
    }
    // News of at most `most` accounts whose time has come, longest due first; fewer where they have
    // more than `orders_most` orders out together, but one at least. Each is due again at
    // `next_us`, until somebody sets it anew.
    std::vector<Touch> take_due(int64_t now_us, int64_t next_us, size_t most, size_t orders_most);

  private:
    struct Entry {
        int64_t since_us = 0;
        int64_t due_us = 0;
        size_t awaited = 0;
        size_t out = 0;                       // orders of ours, as of the last look
        bool late = false;                    // nothing goes on there
        bool called = false;                  // without a number, since it was last taken
        std::map<std::string, int64_t> seqs;  // by source
    };
    using Entries = std::map<std::string, Entry>;

    // An account where nothing goes on any more, and what its last look has seen.
    struct Rest {
        int64_t since_us = 0;
        std::shared_ptr<const Watermarks> seen;
    };

    [[nodiscard]] bool has_seen(const Touch& touch) const;
    void rest(const std::string& account, std::shared_ptr<const Watermarks> seen, int64_t now_us);
    void set_late(Entry& entry, bool late);
    void move(Entries::iterator entry, int64_t due_us);
    void hasten(Entries::iterator entry, int64_t due_us);
    static void note(Entry& entry, const Touch& touch);

    Entries entries_;
    size_t late_ = 0;  // of these
    std::set<std::pair<int64_t, std::string>> order_;
    std::map<std::string, Rest> at_rest_;
    std::deque<std::pair<int64_t, std::string>> rested_;  // since when, the longest first
};

}  // namespace squareoff
