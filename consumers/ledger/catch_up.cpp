#include "consumers/ledger/catch_up.h"

#include <algorithm>
#include <charconv>

namespace ledger {
namespace {

std::string front_of(int32_t partition) {
    return R"({"kind":"catch_up","partition":)" + std::to_string(partition) + R"(,"resumed_us":)";
}

}  // namespace

std::string mark_body(int32_t partition, int64_t resumed_us) {
    return front_of(partition) + std::to_string(resumed_us) + "}";
}

int64_t resumed_of_mark(std::string_view body, int32_t partition) {
    const std::string front = front_of(partition);
    if (!body.starts_with(front)) return 0;
    int64_t resumed_us = 0;
    std::from_chars(body.data() + front.size(), body.data() + body.size(), resumed_us);
    return body == mark_body(partition, resumed_us) ? resumed_us : 0;
}

bool CatchUp::wants_mark(const std::optional<books::Pause>& pause, base::MonoTime now) {
    const int64_t resumed_us = pause ? pause->resumed_us : 0;
    const bool again = resumed_us != asked_for_ || now - asked_ >= kAgainUs;
    asked_for_ = resumed_us;
    if (resumed_us == 0 || !again) return false;
    asked_ = now;
    return true;
}

bool CatchUp::came(const Mark& mark) {
    if (mark.again) {
        if (mark.resumed_us == asked_for_) asked_for_ = 0;
        return false;
    }
    const bool known = std::ranges::any_of(
        marks_, [&](const Mark& one) { return one.resumed_us == mark.resumed_us; });
    if (!known) marks_.push_back(mark);
    return !known;
}

std::optional<Mark> CatchUp::reached(const books::Pending& pending) const {
    if (marks_.empty()) return std::nullopt;
    const Mark& mark = marks_.front();
    const bool waits = std::ranges::any_of(pending, [&](const auto& incoming) {
        return incoming->tag != 0 && incoming->tag < mark.tag && incoming->epoch == mark.epoch;
    });
    return waits ? std::nullopt : std::optional{mark};
}

void CatchUp::done(const Mark& mark) {
    std::erase_if(marks_,
                  [&](const Mark& one) { return one.epoch == mark.epoch && one.tag == mark.tag; });
}

void CatchUp::forget_other_epochs(uint64_t epoch) {
    std::erase_if(marks_, [epoch](const Mark& one) { return one.epoch != epoch; });
}

}  // namespace ledger
