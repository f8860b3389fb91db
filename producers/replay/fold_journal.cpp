#include "producers/replay/fold_journal.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

#include "common/journal/routing.h"
#include "producers/replay/lane.h"

namespace replay {

using base::Status;
using base::Unit;

namespace {

// The partitions p with p % workers == index, and the thread that folds them.
class Worker {
  public:
    Worker(const FoldContext& context, FoldCounts& counts, int workers, int index)
        : workers_{workers} {
        for (int32_t partition = index; partition < context.partitions; partition += workers) {
            folds_.push_back(std::make_unique<PartitionFold>(context, partition, counts));
        }
        thread_ = std::thread{[this] { run(); }};
    }
    ~Worker() {
        lane_.close();
        if (thread_.joinable()) thread_.join();
    }
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] bool put(Addressed message) { return lane_.put(std::move(message)); }
    void end() { lane_.end(); }
    // Waits for the thread.
    [[nodiscard]] const Status& join() {
        thread_.join();
        return status_;
    }
    void add_to(PartitionFold::Outcome& all) const {
        for (const auto& fold : folds_) {
            PartitionFold::Outcome one = fold->outcome();
            all.reached.merge(one.reached);
            all.gaps.merge(one.gaps);
            all.journal.merge(one.journal);
            all.left_from = std::min(all.left_from, one.left_from);
            all.left += one.left;
            for (auto& id : one.left_ids) all.left_ids.push_back(std::move(id));
        }
    }

  private:
    void run() {
        status_ = fold_all();
        if (!status_.ok()) lane_.close();
    }
    Status fold_all() {
        for (auto messages = lane_.take_all(); !messages.empty(); messages = lane_.take_all()) {
            for (Addressed& message : messages) {
                auto& fold = folds_[static_cast<size_t>(message.partition / workers_)];
                if (Status done = fold->take(std::move(message.record)); !done.ok()) return done;
            }
        }
        for (auto& fold : folds_) {
            if (Status done = fold->finish(); !done.ok()) return done;
        }
        return Unit{};
    }

    const int workers_;
    Lane lane_;
    std::vector<std::unique_ptr<PartitionFold>> folds_;
    Status status_{Unit{}};
    std::thread thread_;
};

}  // namespace

base::Result<Passage> fold_journal(journal::Source& source, const FoldContext& context, int workers,
                                   Pace& pace, FoldCounts& counts,
                                   const std::function<void(int64_t offset)>& on_record) {
    std::vector<std::unique_ptr<Worker>> threads;
    for (int i = 0; i < workers; ++i) {
        threads.push_back(std::make_unique<Worker>(context, counts, workers, i));
    }
    Passage passage;
    std::optional<base::Error> problem;
    while (!context.stopping->raised()) {
        auto read = source.next();
        if (!read.ok()) {
            problem = read.error();
            break;
        }
        std::optional<journal::Record> record = std::move(read).value();
        if (!record) break;
        passage.next_offset = record->offset + 1;
        on_record(record->offset);
        const auto partition = journal::ledger_partition_of(*record, context.partitions);
        if (!partition) continue;
        if (!context.selection.meets(*partition, context.partitions)) continue;
        pace.wait_for(*record, context.selection.day, *context.stopping);
        auto& worker = threads[static_cast<size_t>(*partition % workers)];
        if (!worker->put({*partition, std::move(*record)})) break;
    }
    for (auto& thread : threads) thread->end();
    for (auto& thread : threads) {
        if (const Status& done = thread->join(); !done.ok()) problem = done.error();
    }
    if (problem) return *problem;
    for (auto& thread : threads) thread->add_to(passage.outcome);
    passage.stopped = context.stopping->raised();
    return passage;
}

}  // namespace replay
