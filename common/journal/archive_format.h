#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace journal {

// The file in which a trading day of the journal is kept, docs/archive.md. Integers are little
// endian; every checksum is a CRC-64.
//
//   header   magic "BSARCHIV", version u32, day u32, first offset i64, checksum of these u64
//   block*   a BlockHeader, then `packed_bytes` of payload: one zstd frame of the records, none for
//            a gap
//   index    only of a closed file: magic "BSAINDEX", blocks u64, one entry for each (position u64
//            and its BlockHeader), checksum of the file up to the index u64, checksum of the index
//            u64, position of the index u64, magic "BSACLOSE"
//
// A record of a payload: offset i64, cut u8, lengths of exchange, routing key and content encoding
// u8 each, length of the body u32, then the four texts.
//
// A file without an index is not closed: whoever reads it goes up to the last whole block.
inline constexpr std::string_view kFileMagic = "BSARCHIV";
inline constexpr std::string_view kIndexMagic = "BSAINDEX";
inline constexpr std::string_view kCloseMagic = "BSACLOSE";
inline constexpr uint32_t kBlockMagic = 0x4b4c4253;  // "SBLK"
inline constexpr uint32_t kArchiveVersion = 1;

inline constexpr size_t kFileHeaderBytes = 32;
inline constexpr size_t kBlockHeaderBytes = 120;
inline constexpr size_t kIndexEntryBytes = 8 + kBlockHeaderBytes;
inline constexpr size_t kIndexFixedBytes = 8 + 8 + 8 + 8 + 8 + 8;
inline constexpr size_t kRecordFixedBytes = 8 + 1 + 3 + 4;

inline constexpr size_t kBlockRawBytes = 1u << 20;     // a block is full from here on
inline constexpr size_t kBlockRawBytesMax = 6u << 20;  // with one body of the largest size
inline constexpr size_t kBlockRecordsMax = 100'000;
inline constexpr size_t kPackedBytesMax = kBlockRawBytesMax + (64u << 10);
inline constexpr size_t kBlocksMax = 200'000;  // of one file; then another begins
inline constexpr size_t kPartitionsMax = 256;

struct FileHeader {
    uint32_t day = 0;          // yyyymmdd
    int64_t first_offset = 0;  // no record of the file is before it
    friend bool operator==(const FileHeader&, const FileHeader&) = default;
};

enum class BlockKind : uint32_t {
    Records = 1,
    Gap = 2,  // offsets that the stream no longer had when it was read; no payload
};

struct BlockHeader {
    BlockKind kind = BlockKind::Records;
    uint32_t number = 0;  // from 0 in its file
    uint32_t records = 0;
    uint32_t raw_bytes = 0;
    uint32_t packed_bytes = 0;
    int64_t first_offset = 0;
    int64_t last_offset = 0;
    // When it was written, all of the stream up to here was durable in this or another file.
    int64_t complete_to = -1;
    int64_t first_time_us = 0;  // of the events in it, by the exchange's clock; 0: it has none
    int64_t last_time_us = 0;
    std::bitset<kPartitionsMax> partitions;  // that its routing keys name
    uint64_t raw_checksum = 0;
    uint64_t packed_checksum = 0;
    friend bool operator==(const BlockHeader&, const BlockHeader&) = default;
};

struct IndexEntry {
    uint64_t position = 0;  // of the block, from the file's first byte
    BlockHeader block;
    friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

struct Index {
    std::vector<IndexEntry> blocks;
    uint64_t position = 0;       // of the index itself
    uint64_t file_checksum = 0;  // of all before it
};

}  // namespace journal
