#include "consumers/ledger/record_fetch.h"

#include <doctest/doctest.h>

#include <condition_variable>
#include <mutex>

#include "test/unit/archive/trade_body.h"
#include "test/unit/journal/archive_folder.h"
#include "test/unit/ledger/one_stream.h"

using books::Gap;
using books::StreamId;

namespace {

// Records 0 to 29, each with one event: 1 to 30 of source "test", in blocks of three.
void write_day(const ArchiveFolder& folder) {
    journal::ArchiveWriter writer = new_writer(folder.file());
    for (int64_t number = 0; number < 30; ++number) {
        std::string body = trade_json(kDay, 1);
        body.replace(body.find("\"seq\":1,"), 8, "\"seq\":" + std::to_string(number + 1) + ",");
        const std::string key = "trade.0" + std::to_string(kPartition);
        writer.add({number, "events", key, "", body, false}, {});
        if (number % 3 == 2) base::must(writer.flush(number).ok());
    }
}

// What a worker was given. Takes every other message at the second try only.
class Worker {
  public:
    bool push(int32_t partition, const journal::Record& record) {
        const std::lock_guard lock{mutex_};
        full_ = !full_;
        if (full_) return false;
        taken_.emplace_back(partition, record.offset);
        changed_.notify_all();
        return true;
    }
    std::vector<std::pair<int32_t, int64_t>> wait_for(size_t count) {
        std::unique_lock lock{mutex_};
        changed_.wait_for(lock, std::chrono::seconds{10}, [&] { return taken_.size() >= count; });
        return taken_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool full_ = false;
    std::vector<std::pair<int32_t, int64_t>> taken_;
};

}  // namespace

TEST_CASE("ledger/record_fetch: a worker gets what it misses, in its order, and nothing else") {
    const ArchiveFolder folder;
    write_day(folder);
    Worker worker;
    ledger::RecordFetch fetch{folder.path(), 4,
                              [&](int32_t partition, const journal::Record& record) {
                                  return worker.push(partition, record);
                              }};
    fetch.want(kPartition, {{StreamId{"test", kDay}, Gap{17, 20}},
                            {StreamId{"nobody", kDay}, Gap{1, 2}},
                            {StreamId{"test", kDay + 1}, Gap{1, 2}}});
    const auto taken = worker.wait_for(4);
    CHECK(taken == std::vector<std::pair<int32_t, int64_t>>{
                       {kPartition, 16}, {kPartition, 17}, {kPartition, 18}, {kPartition, 19}});
}

TEST_CASE("ledger/record_fetch: ends at once, also where nobody takes what it found") {
    const ArchiveFolder folder;
    write_day(folder);
    ledger::RecordFetch fetch{folder.path(), 4,
                              [](int32_t, const journal::Record&) { return false; }};
    fetch.want(kPartition, {{StreamId{"test", kDay}, Gap{1, 30}}});
}
