#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/books/inbox.h"
#include "consumers/reconciler/row_hash.h"

namespace reconciler {

// An event without a number, as a hash of its row in `inbox`: a day may have millions of them, and
// two of ten million share a hash with a chance of one in half a million.
inline uint64_t inbox_hash(const books::InboxKey& key) {
    std::string text = key.source;
    text.append("|").append(std::to_string(key.day));
    return key_hash(text.append("|").append(key.id).append("|").append(key.content));
}

// The ledger's events without a number, of all partitions and one day. It only grows, and each key
// knows with which reading it came: so a moment is a number, and the targets of all partitions
// share one set of hundreds of thousands of keys.
using InboxReadings = std::unordered_map<uint64_t, uint64_t>;

class InboxMoment {
  public:
    InboxMoment() = default;
    // Keys of later readings than `reading` are not of this moment.
    InboxMoment(std::shared_ptr<const InboxReadings> all, uint64_t reading)
        : all_{std::move(all)}, reading_{reading} {}

    // One of them is the key, or an older row that stands for it.
    [[nodiscard]] bool has(const books::InboxKey& key) const {
        return holds(inbox_hash(key)) || holds(inbox_hash(books::older_row_of(key)));
    }
    // `test`: of a hash.
    template <class Test>
    [[nodiscard]] bool all_of(const Test& test) const {
        return all_ == nullptr || std::all_of(all_->begin(), all_->end(), [&](const auto& one) {
                   return one.second > reading_ || test(one.first);
               });
    }

  private:
    [[nodiscard]] bool holds(uint64_t hash) const {
        if (all_ == nullptr) return false;
        const auto found = all_->find(hash);
        return found != all_->end() && found->second <= reading_;
    }

    std::shared_ptr<const InboxReadings> all_;
    uint64_t reading_ = 0;
};

}  // namespace reconciler
