#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "common/log/log.h"
#include "consumers/reconciler/reconciler_worker.h"

// How the worker stays within its limits, and what it shows of itself.
namespace reconciler {
namespace {

int64_t resident_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    int64_t all = 0;
    int64_t resident = 0;
    statm >> all >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace

// The day's record anew, for the accounts of another share.
void ReconcilerWorker::begin_share() {
    round_.reset();
    for (Partition& partition : partitions_) {
        partition.fold.begin_share(cycle_.share());
        partition.suspicions.forget_unconfirmed();
        partition.touched.clear();
        partition.sweep_above.clear();
        if (cycle_.share().number == 0) partition.whole.on_restart();
        partition.held_when_advanced = 0;
    }
    if (tail_) tail_.emplace(config_.archive_folder, day_, 0);
    reading_ = true;
    malloc_trim(0);
}

void ReconcilerWorker::keep_within_memory() {
    size_t books = 0;
    size_t unnumbered = 0;
    for (const Partition& partition : partitions_) {
        books += partition.fold.books().bytes();
        unnumbered += partition.fold.numberless_bytes();
    }
    if (unnumbered > static_cast<size_t>(config_.unnumbered_bytes_max) / 2) {
        return give_up_day("the record has too many of them");
    }
    const ShareCycle::Fit fit = cycle_.on_bytes(books);
    if (fit == ShareCycle::Fit::Fits) return;
    const Share& share = cycle_.share();
    if (fit == ShareCycle::Fit::PassedOver) {
        metrics_.shares_passed_over.add();
        logging::error("accounts that do not fit into books_bytes_max are not compared",
                       {{"next_share", static_cast<int64_t>(share.number)}});
        for (Partition& partition : partitions_) partition.whole.on_restart();
        return begin_share();
    }
    logging::info("the day does not fit into books_bytes_max: its accounts are compared in shares",
                  {{"shares", static_cast<int64_t>(share.of)}});
    round_.reset();  // it may speak of accounts that are not here any more
    cycle_begun_ = base::mono_now();
    for (Partition& partition : partitions_) {
        partition.fold.narrow(share);
        std::erase_if(partition.touched, [&](const std::string& name) { return !share.has(name); });
    }
    malloc_trim(0);
}

// Until another day is opened.
void ReconcilerWorker::give_up_day(const std::string& reason) {
    if (overfull_) return;
    logging::error(
        "nothing is compared on this day: events without a number fill unnumbered_bytes_max",
        {{"reason", reason}, {"day", day_}});
    overfull_ = true;
    tail_.reset();
    for (Partition& partition : partitions_) partition.target = {};
    begin_share();
    reader_.forget_inbox();
}

void ReconcilerWorker::show(base::MonoTime now) {
    int64_t differing = 0, suspected = 0, incomplete = 0, held = 0, rows = 0;
    base::MonoTime oldest = now;
    for (const Partition& partition : partitions_) {
        differing += partition.suspicions.confirmed_count();
        suspected += static_cast<int64_t>(partition.suspicions.size());
        incomplete += partition.incomplete ? 1 : 0;
        held += static_cast<int64_t>(partition.fold.held());
        rows += static_cast<int64_t>(partition.fold.books().row_count());
        // Without any books there is nothing to compare, but somebody must have looked.
        if (!books_read_ || partition.target.day != 0)
            oldest = std::min(oldest, partition.compared);
    }
    metrics_.differences.set(differing);
    metrics_.suspected_accounts.set(suspected);
    metrics_.journal_incomplete.set(incomplete);
    metrics_.held_events.set(held);
    metrics_.rows.set(rows);
    metrics_.journal_offset.set(next_offset_ - 1);
    metrics_.last_compared_seconds.set_us(now - oldest);
    show_memory();
}

void ReconcilerWorker::show_memory() {
    size_t books = 0, held = 0, unnumbered = reader_.inbox_bytes();
    for (const Partition& partition : partitions_) {
        books += partition.fold.books().bytes();
        held += partition.fold.held_bytes();
        unnumbered += partition.fold.numberless_bytes();
    }
    metrics_.books_bytes.set(static_cast<int64_t>(books));
    metrics_.held_bytes.set(static_cast<int64_t>(held));
    metrics_.unnumbered_bytes.set(static_cast<int64_t>(unnumbered));
    metrics_.shares.set(cycle_.share().of);
    metrics_.memory_bytes.set(resident_bytes());
}

}  // namespace reconciler
