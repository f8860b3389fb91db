#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
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

enum class Admission { Yes, OtherDay, TooManyGenerations };

// Deals out seq: dense from 1 for each partition, a function of the source's stream alone.
class Numbering {
  public:
    explicit Numbering(int32_t partitions) {
        progress_.next_seq.assign(static_cast<size_t>(partitions), 1);
    }
    explicit Numbering(Progress from)
        : progress_{std::move(from)},
          empty_{std::all_of(progress_.next_seq.begin(), progress_.next_seq.end(),
                             [](int64_t next) { return next == 1; })} {}

    // The next record belongs to this partition (or is refused: then it gets no number).
    int64_t number(int32_t partition) {
        ++progress_.position;
        empty_ = false;
        return progress_.next_seq[static_cast<size_t>(partition)]++;
    }
    void skip(uint64_t records = 1) { progress_.position += records; }
    void set_generation(uint32_t generation) { progress_.generation = generation; }
    // The source's next record is its first again. What came before has a name that must not be
    // used twice, unless nothing is known of it.
    void begin_again() {
        if (progress_.day != 0) ++progress_.generation;
        progress_.position = 0;
        progress_.next_seq.assign(progress_.next_seq.size(), 1);
        empty_ = true;
    }
    // Whether an event of this day may be numbered here. The first one says which day it is; a
    // stream that has begun anew on a later day has its name to itself again.
    Admission admit(uint32_t day, uint32_t generations_max) {
        if (progress_.day == day && !empty_) return Admission::Yes;
        if (progress_.day > day || (progress_.day != 0 && progress_.day < day && !empty_)) {
            return Admission::OtherDay;
        }
        if (progress_.day != 0 && progress_.day < day) progress_.generation = 1;
        progress_.day = day;
        return progress_.generation <= generations_max ? Admission::Yes
                                                       : Admission::TooManyGenerations;
    }
    // What its events call their source: from the second generation on with -g2, -g3 … behind it.
    [[nodiscard]] std::string stream_name(const std::string& source) const {
        if (progress_.generation == 1) return source;
        return source + "-g" + std::to_string(progress_.generation);
    }
    [[nodiscard]] const Progress& progress() const { return progress_; }

  private:
    Progress progress_;
    bool empty_ = true;  // no record has got a number
};

}  // namespace feed
