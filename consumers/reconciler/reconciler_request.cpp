#include "consumers/reconciler/reconciler_worker.h"

// Somebody asks for all accounts at once.
namespace reconciler {
namespace {

constexpr int64_t kConfirmAfterUs = 500'000;

}  // namespace

// Somebody is about to trust the books: what he asks for is not to be older than his question.
base::Status ReconcilerWorker::look_for_request(base::MonoTime now) {
    const auto asked = reader_.asked_us();
    if (!asked.ok()) return asked.error();
    if (asked.value() == asked_us_) return base::Unit{};
    asked_us_ = asked.value();
    for (Partition& partition : partitions_) {
        partition.next_round = now;
        partition.hurry = now;
        partition.sweep_above.clear();
        partition.whole.on_restart();
    }
    if (round_) round_->before_request = true;
    return base::Unit{};
}

// When its next one begins: where somebody waits for all accounts, at once.
base::MonoTime ReconcilerWorker::after_round(Partition& partition, bool again, base::MonoTime now) {
    const auto whole = partition.whole.since();
    if (partition.hurry && whole && *whole >= *partition.hurry) partition.hurry.reset();
    if (again) return now + kConfirmAfterUs;
    return partition.hurry && !round_->given_up ? now : now + config_.interval_ms * 1000;
}

}  // namespace reconciler
