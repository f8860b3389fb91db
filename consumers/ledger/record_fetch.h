#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/books/sequencer.h"
#include "common/events/codec.h"
#include "common/journal/record.h"
#include "consumers/ledger/missing_events.h"

namespace ledger {

// Reads the record in the archive's files and hands the workers what they miss: one reading for all
// of them, from near the first missing number; asked again, from the day's beginning. What is asked
// for during a reading is served by the next. On a thread of its own, because files block.
class RecordFetch {
  public:
    // `push` gives a copy to the worker of the partition, from this thread; false: no room just
    // now.
    using Push = std::function<bool(int32_t partition, const journal::Record& record)>;

    RecordFetch(std::string folder, int32_t partitions, Push push);
    ~RecordFetch();  // joins; a reading under way ends early
    RecordFetch(const RecordFetch&) = delete;
    RecordFetch& operator=(const RecordFetch&) = delete;

    // Any thread.
    void want(int32_t partition, const std::map<books::StreamId, books::Gap>& missing);

  private:
    void run();
    bool wait();
    void read(MissingEvents wanted);
    void read_day(uint32_t day, MissingEvents& wanted);
    int64_t place_of(uint32_t day, const MissingEvents& wanted) const;
    bool hand_over(int32_t partition, const journal::Record& record);

    const std::string folder_;
    const int32_t partitions_;
    const Push push_;
    events::Decoder decoder_;
    std::mutex mutex_;
    std::condition_variable changed_;
    MissingEvents next_;
    std::map<std::pair<int32_t, books::StreamId>, std::pair<int64_t, int>> asked_;  // number, times
    bool closed_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace ledger
