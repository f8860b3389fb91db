#include "common/journal/handover.h"

#include <utility>

namespace journal {
namespace {

constexpr size_t kEpochsAtOnce = 4;  // messages of links just lost may still wait
constexpr size_t kReportsMax = 4096;
constexpr std::chrono::milliseconds kPostWait{5};

}  // namespace

Handover::Handover(loop::Loop& loop, size_t prefetch, std::function<void(Report)> on_report)
    : records_{kEpochsAtOnce * prefetch}, reports_{loop, kReportsMax, std::move(on_report)} {}

void Handover::close() {
    records_.close();
    {
        std::lock_guard lock{mutex_};  // whoever looks at the queue either sees it or is woken
    }
    closed_.notify_all();
}

void Handover::note(const Inbound& inbound) {
    if (noted_.empty() || noted_.back().epoch != inbound.epoch) {
        noted_.push_back({inbound.epoch, {}});
    }
    noted_.back().tags.push_back(inbound.tag);
    ++noted_messages_;
}

void Handover::settle() {
    for (Settled& settled : noted_) {
        if (!post(std::move(settled))) break;
    }
    noted_.clear();
    noted_messages_ = 0;
}

bool Handover::post(const Report& report) {
    while (!reports_.try_post(report)) {
        if (closed()) return false;
        pause(kPostWait);
    }
    return true;
}

void Handover::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    closed_.wait_for(lock, time, [this] { return closed(); });
}

}  // namespace journal
