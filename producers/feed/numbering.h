#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace feed {

// How far the events of one day are numbered.
struct DayCount {
    uint32_t day = 0;
    std::vector<int64_t> next_seq;  // by partition
    // Raised when the source begins its stream anew: what it numbers of the day then is another
    // stream, under a name of its own.
    uint32_t generation = 1;
    friend bool operator==(const DayCount&, const DayCount&) = default;
};

// How far a source's stream has been numbered: enough to go on after a restart exactly as if there
// had been none.
struct Progress {
    uint32_t day = 0;               // of the last event; 0: there has been none
    uint64_t position = 0;          // the source's records up to this one are numbered
    std::vector<int64_t> next_seq;  // of `day`, as are these
    uint32_t generation = 1;
    uint32_t first_day = 0;  // of the stream's first event: which recorded day it is
    // Other days that occurred, the last one first; each counts for itself. And those of which only
    // is known that their numbers are used.
    std::vector<DayCount> others{};
    std::vector<uint32_t> forgotten{};
    uint32_t first_generation = 1;  // of a day that occurs for the first time
    uint32_t mark = 0;              // which record is the last whole one (Record::mark); 0: unknown
    uint32_t rule = 0;              // by which it was numbered (Source::numbering_rule)
    friend bool operator==(const Progress&, const Progress&) = default;
};

// ForgottenDay: not this event, its day's names are used up. TooManyGenerations: of the newest day.
enum class Admission { Yes, ForgottenDay, TooManyGenerations };

// Deals out seq: dense from 1 for each day and partition, a function of the source's stream alone.
// No day is the stream's: a report of another day is numbered under its own, whatever came first.
class Numbering {
  public:
    static constexpr size_t kDaysMax = 32;  // counted at a time; the one not used longest goes
    static constexpr size_t kForgottenMax = 4096;

    explicit Numbering(int32_t partitions) {
        progress_.next_seq.assign(static_cast<size_t>(partitions), 1);
    }
    explicit Numbering(Progress from) : progress_{std::move(from)} {}

    // The next record is of the day admitted last and of this partition, and has a number.
    int64_t number(int32_t partition) {
        ++progress_.position;
        return progress_.next_seq[static_cast<size_t>(partition)]++;
    }
    // So many records have no number.
    void skip(uint64_t records = 1) { progress_.position += records; }
    void set_mark(uint32_t mark) { progress_.mark = mark; }
    void set_generation(uint32_t generation) {
        progress_.generation = progress_.first_generation = generation;
    }
    // The source's next record is its first again. What came before has names that must not be used
    // twice.
    void begin_again();
    // Numbers that were dealt by another rule say nothing about what comes now: then it begins
    // again, and says true. Progress without a rule is of a version that gave numbers to events
    // alone: none is lower now than it was then.
    bool follow(uint32_t rule);
    // Whether the next event, which is of this day, may be numbered.
    Admission admit(uint32_t day, uint32_t generations_max);
    // What its events call their source: from the second generation on with -g2, -g3 … behind it.
    [[nodiscard]] std::string stream_name(const std::string& source) const {
        if (progress_.generation == 1) return source;
        return source + "-g" + std::to_string(progress_.generation);
    }
    [[nodiscard]] const Progress& progress() const { return progress_; }

  private:
    void turn_to(uint32_t day);
    void keep_current();

    Progress progress_;
};

}  // namespace feed
