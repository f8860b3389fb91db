#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>

#include "common/books/inbox.h"

namespace reconciler {

// The ledger's events without a number, of all partitions and one day. It only grows, and each key
// knows with which reading it came: so a moment is a number, and the targets of all partitions
// share one set of hundreds of thousands of keys.
using InboxReadings = std::map<books::InboxKey, uint64_t>;

class InboxMoment {
  public:
    InboxMoment() = default;
    // Keys of later readings than `reading` are not of this moment.
    InboxMoment(std::shared_ptr<const InboxReadings> all, uint64_t reading)
        : all_{std::move(all)}, reading_{reading} {}

    // One of them is the key, or an older row that stands for it.
    [[nodiscard]] bool has(const books::InboxKey& key) const {
        return holds(key) || holds(books::older_row_of(key));
    }
    template <class Test>
    [[nodiscard]] bool all_of(const Test& test) const {
        return all_ == nullptr || std::all_of(all_->begin(), all_->end(), [&](const auto& one) {
                   return one.second > reading_ || test(one.first);
               });
    }

  private:
    [[nodiscard]] bool holds(const books::InboxKey& key) const {
        if (all_ == nullptr) return false;
        const auto found = all_->find(key);
        return found != all_->end() && found->second <= reading_;
    }

    std::shared_ptr<const InboxReadings> all_;
    uint64_t reading_ = 0;
};

}  // namespace reconciler
