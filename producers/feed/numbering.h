#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace feed {

// How far a source's stream has been numbered: enough to go on after a restart exactly as if there
// had been none.
struct Progress {
    uint32_t day = 0;
    uint64_t position = 0;          // the source's records up to this one are numbered
    std::vector<int64_t> next_seq;  // by partition
    // Raised when the source begins its day's stream anew: what is numbered then is another stream,
    // under a name of its own.
    uint32_t generation = 1;
    friend bool operator==(const Progress&, const Progress&) = default;
};

// Deals out seq: dense from 1 for each partition, a function of the source's stream alone.
class Numbering {
  public:
    explicit Numbering(int32_t partitions) {
        progress_.next_seq.assign(static_cast<size_t>(partitions), 1);
    }
    explicit Numbering(Progress from) : progress_{std::move(from)} {}

    // The next record belongs to this partition (or is refused: then it gets no number).
    int64_t number(int32_t partition) {
        ++progress_.position;
        return progress_.next_seq[static_cast<size_t>(partition)]++;
    }
    void skip(uint64_t records = 1) { progress_.position += records; }
    void set_day(uint32_t day) { progress_.day = day; }
    void set_generation(uint32_t generation) { progress_.generation = generation; }
    // The source's next record is its first again. What came before has a name that must not be
    // used twice, unless nothing is known of it.
    void begin_again() {
        if (progress_.day != 0) ++progress_.generation;
        progress_.position = 0;
        progress_.next_seq.assign(progress_.next_seq.size(), 1);
    }
    // Whether any record has got a number.
    [[nodiscard]] bool empty() const {
        return std::all_of(progress_.next_seq.begin(), progress_.next_seq.end(),
                           [](int64_t next) { return next == 1; });
    }
    [[nodiscard]] const Progress& progress() const { return progress_; }

  private:
    Progress progress_;
};

}  // namespace feed
