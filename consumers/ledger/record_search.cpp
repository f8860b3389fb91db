#include "consumers/ledger/record_search.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "common/journal/archive_names.h"
#include "common/journal/archive_reader.h"
#include "common/journal/routing.h"

namespace ledger {

using base::Result;

namespace {

constexpr int kLooksMax = 64;  // into blocks; then the reading begins earlier than it must

struct Block {
    std::string path;
    int64_t first = 0;
    int64_t last = 0;
};

Result<std::vector<Block>> blocks_of(const std::string& folder, uint32_t day, int32_t partition) {
    const auto names = journal::list_archives(folder);
    if (!names.ok()) return names.error();
    std::vector<Block> blocks;
    for (const journal::ArchiveName& name : names.value()) {
        if (name.day != day) continue;
        const std::string path = (std::filesystem::path{folder} / file_name(name)).string();
        auto opened = journal::ArchiveScan::open(path);
        if (!opened.ok()) return opened.error();
        journal::ArchiveScan scan = std::move(opened).value();
        const auto end = scan.next([&](const journal::BlockHeader& block) {
            if (block.partitions[static_cast<size_t>(partition)]) {
                blocks.push_back({path, block.first_offset, block.last_offset});
            }
            return false;  // its header is all that is wanted
        });
        if (!end.ok()) return end.error();
    }
    return blocks;
}

class Search {
  public:
    Search(int32_t partition, int32_t partitions, const books::StreamId& stream)
        : partition_{partition}, partitions_{partitions}, stream_{stream}, decoder_{partitions} {}

    // The highest number of the stream in the block; nullopt: it has none.
    Result<std::optional<int64_t>> highest(const Block& block) {
        ++looks_;
        journal::Selection selection;
        selection.from_offset = block.first;
        auto opened = journal::ArchiveReader::open(block.path, selection);
        if (!opened.ok()) return opened.error();
        std::optional<int64_t> highest;
        while (true) {
            const auto record = opened.value()->next();
            if (!record.ok()) return record.error();
            if (!record.value() || record.value()->offset > block.last) return highest;
            if (journal::ledger_partition_of(*record.value(), partitions_) != partition_) continue;
            const int64_t seq = highest_of(*record.value());
            if (seq > 0) highest = std::max(seq, highest.value_or(0));
        }
    }
    [[nodiscard]] bool exhausted() const { return looks_ >= kLooksMax; }

  private:
    int64_t highest_of(const journal::Record& record) {
        books::Incoming incoming;
        incoming.batch = decoder_.decode(record.body, record.content_encoding);
        books::list_items(incoming, partition_);
        int64_t highest = 0;
        for (const books::Item& item : incoming.items) {
            if (item.day() == stream_.day && item.source() == stream_.source) {
                highest = std::max(highest, item.seq());
            }
        }
        return highest;
    }

    const int32_t partition_;
    const int32_t partitions_;
    const books::StreamId stream_;
    events::Decoder decoder_;
    int looks_ = 0;
};

}  // namespace

Result<int64_t> place_near(const std::string& folder, int32_t partition, int32_t partitions,
                           const books::StreamId& stream, int64_t seq) {
    const auto found = blocks_of(folder, stream.day, partition);
    if (!found.ok()) return found.error();
    const std::vector<Block>& blocks = found.value();
    Search search{partition, partitions, stream};
    size_t low = 0;  // the first block that may hold it
    size_t high = blocks.size();
    while (low < high && !search.exhausted()) {
        const size_t middle = low + (high - low) / 2;
        size_t at = middle;
        std::optional<int64_t> highest;
        while (!search.exhausted()) {  // a block without the stream tells nothing
            const auto looked = search.highest(blocks[at]);
            if (!looked.ok()) return looked.error();
            highest = looked.value();
            if (highest || at == low) break;
            --at;
        }
        if (highest && *highest >= seq) {
            high = at;
        } else if (highest || !search.exhausted()) {
            low = middle + 1;
        }
    }
    return low == 0 || blocks.empty() ? 0 : blocks[low - 1].first;
}

}  // namespace ledger
