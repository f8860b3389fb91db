#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/journal/archive_format.h"
#include "common/journal/record.h"

namespace journal {

// Facts of a record that only the reader of its body knows; the index is made of them.
struct Facts {
    int64_t first_time_us = 0;  // of its events, by the exchange's clock; 0: it has none
    int64_t last_time_us = 0;
};

// The partition that a routing key names: trade.07, order.07.own, squareoff.07; -1: none.
int32_t partition_of(std::string_view routing_key);

// Gathers records and makes the bytes of a block of them. No I/O. One thread at a time.
class BlockBuilder {
  public:
    BlockBuilder();
    ~BlockBuilder();
    BlockBuilder(BlockBuilder&&) noexcept;

    // Offsets must rise. A text that is too long for its length field is cut there, and the record
    // marked as cut.
    void add(const Record& record, const Facts& facts);

    [[nodiscard]] bool empty() const { return header_.records == 0; }
    // It holds so much that it should be written now.
    [[nodiscard]] bool full() const {
        return raw_.size() >= kBlockRawBytes || header_.records >= kBlockRecordsMax;
    }
    [[nodiscard]] size_t raw_bytes() const { return raw_.size(); }
    [[nodiscard]] const BlockHeader& header() const { return header_; }

    // Gives back the working memory until it is needed again; the records stay.
    void release();
    // The block's bytes, header first; the builder is empty afterwards.
    [[nodiscard]] std::string take(uint32_t number, int64_t complete_to);

  private:
    struct Packer;
    std::unique_ptr<Packer> packer_;
    BlockHeader header_;
    std::string raw_;
};

// The bytes of a block that says that offsets are missing.
std::string gap_block(uint32_t number, int64_t first, int64_t last, int64_t complete_to);

// Unpacks payloads of blocks and reads their records one by one. One thread at a time.
class BlockReader {
  public:
    BlockReader();
    ~BlockReader();
    BlockReader(BlockReader&&) noexcept;

    // Checks the payload against its header, to the last record. Invalid: the reason.
    [[nodiscard]] base::Status open(const BlockHeader& header, std::string_view payload);
    // Gives back all memory; no block is open then.
    void release();
    // False: the block has no more.
    [[nodiscard]] bool next(Record& record);

  private:
    struct Unpacker;
    std::unique_ptr<Unpacker> unpacker_;
    std::string raw_;
    size_t at_ = 0;
};

}  // namespace journal
