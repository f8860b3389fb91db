#include "common/amqp/acks.h"

#include <algorithm>
#include <utility>

#include "common/base/must.h"

namespace amqp {

void Acks::reset() { *this = Acks{}; }

bool Acks::delivered(uint64_t tag) {
    if (tag != first_tag_ + tags_.size()) return false;
    tags_.push_back(false);
    ++open_;
    return true;
}

void Acks::done(uint64_t tag) {
    base::must(tag >= first_tag_ && tag - first_tag_ < tags_.size());
    const auto index = static_cast<size_t>(tag - first_tag_);
    base::must(!tags_[index]);
    tags_[index] = true;
    --open_;
    done_.push_back(tag);
    while (!tags_.empty() && tags_.front()) {
        tags_.pop_front();
        ++first_tag_;
    }
}

std::vector<Ack> Acks::take() {
    std::vector<uint64_t> done = std::exchange(done_, {});
    std::sort(done.begin(), done.end());
    // The broker knows no tag that has been acked before, so `multiple` goes up to the last one of
    // now.
    const auto above = std::lower_bound(done.begin(), done.end(), first_tag_);
    std::vector<Ack> acks;
    if (above != done.begin()) acks.push_back({.tag = *std::prev(above), .multiple = true});
    for (auto it = above; it != done.end(); ++it) acks.push_back({.tag = *it, .multiple = false});
    return acks;
}

}  // namespace amqp
