#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "common/base/backoff.h"
#include "common/books/apply_loop.h"
#include "common/journal/record.h"
#include "producers/replay/bounds.h"
#include "producers/replay/selection.h"
#include "producers/replay/stop_flag.h"

namespace replay {

// What all partitions share during one pass over the record. Read by several threads.
struct FoldContext {
    db::DatabaseConfig target;  // whose books are written
    int32_t partitions = 4;
    size_t batch_events = 20'000;  // of one transaction
    books::ParkedLimits parked;
    std::string owner;
    Selection selection;
    Bounds bounds;
    PassedGaps passed;
    // Of corrections of the day that are of an earlier day's trades.
    std::map<books::BackdatedKey, books::Decision> decisions;
    // Which of these events without a number the live books know, by `inbox_name`; null: all are
    // taken. Any thread.
    std::function<base::Result<std::set<std::string>>(const std::vector<const events::Event*>&)>
        known;
    // Offset of the first message of which nothing is parked that has no number: a later one may
    // not have come to the live books yet, and no watermark tells.
    int64_t unnumbered_refusals_end = INT64_MAX;
    const StopFlag* stopping = nullptr;  // never null in a pass
};

// Counted while a pass goes on; read by the progress line from another thread.
struct FoldCounts {
    std::atomic<int64_t> events{0};      // of the day and the partitions, that were looked at
    std::atomic<int64_t> applied{0};     // written
    std::atomic<int64_t> refused{0};     // parked
    std::atomic<int64_t> duplicates{0};  // below a watermark, or the same execution again
};

// One partition's events into books, as the ledger would: sequencer, posting and store are the
// same. Larger transactions than the ledger's, because nobody waits for an answer. One thread at a
// time; calls block.
class PartitionFold {
  public:
    PartitionFold(const FoldContext& context, int32_t partition, FoldCounts& counts);

    // Takes a message in, and writes what has gathered when it is enough. Errors: Fatal.
    [[nodiscard]] base::Status take(journal::Record record);
    // Writes all that is left. What is held behind a gap stays unwritten.
    [[nodiscard]] base::Status finish();

    struct Outcome {
        Marks reached;                         // by streams that this pass has met
        std::map<StreamKey, books::Gap> gaps;  // with events behind them
        Marks journal;                         // the highest seq met, also beyond the bounds
        int64_t left_from = INT64_MAX;         // offset of the first message with events left out
        int64_t left = 0;                      // events beyond the bounds
        std::vector<std::string> left_ids;     // names of those without a number, at most
                                               // kLeftIdsMax
    };
    [[nodiscard]] Outcome outcome() const;
    static constexpr size_t kLeftIdsMax = 10'000;

  private:
    [[nodiscard]] bool meant(const books::Item& item, int64_t offset);
    [[nodiscard]] bool meant_unnumbered(const books::Item& item, int64_t offset);
    base::Status leave_out_unknown(books::Incoming& incoming, int64_t offset);
    base::Status apply_waiting();
    base::Status apply_once(bool& progress);
    base::Status try_again(const books::Plan& plan, books::ApplyLoop::Next next,
                           const base::Result<books::Applied>& applied);
    base::Status read_watermarks();
    base::Status wait_after(const base::Error& error);
    void finish_plan(const books::Plan& plan, const books::Applied& applied);
    void give_up_long_gaps();
    void forget_settled();

    const FoldContext& context_;
    const int32_t partition_;
    const books::AcceptedGaps passed_;
    FoldCounts& counts_;
    events::Decoder decoder_;
    books::Store store_;
    books::Pending pending_;
    books::Watermarks watermarks_;
    std::map<books::StreamId, books::Gap> gaps_;
    std::set<books::StreamId> broken_;  // begin behind a gap that will not close
    Outcome outcome_;
    size_t waiting_ = 0;  // items that are not settled and not held
    size_t held_ = 0;
    books::ApplyLoop loop_{SIZE_MAX};
    base::Backoff backoff_;
    std::mt19937_64 random_;
};

}  // namespace replay
