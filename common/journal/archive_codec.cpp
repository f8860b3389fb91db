#include "common/journal/archive_codec.h"

#include "common/journal/archive_bytes.h"
#include "common/journal/crc64.h"

namespace journal {

using base::invalid;

namespace {

void put_checksum(std::string& bytes) { put(bytes, crc64(bytes)); }

// Whether the last 8 of these bytes are the checksum of those before.
bool checksum_is_right(std::string_view bytes) {
    std::string_view last = bytes.substr(bytes.size() - 8);
    return take<uint64_t>(last) == crc64(bytes.substr(0, bytes.size() - 8));
}

void put_partitions(std::string& to, const std::bitset<kPartitionsMax>& partitions) {
    for (size_t byte = 0; byte < kPartitionsMax / 8; ++byte) {
        unsigned value = 0;
        for (size_t bit = 0; bit < 8; ++bit) value |= unsigned{partitions[8 * byte + bit]} << bit;
        put(to, static_cast<uint8_t>(value));
    }
}

std::bitset<kPartitionsMax> take_partitions(std::string_view& from) {
    std::bitset<kPartitionsMax> partitions;
    for (size_t byte = 0; byte < kPartitionsMax / 8; ++byte) {
        const unsigned value = take<uint8_t>(from);
        for (size_t bit = 0; bit < 8; ++bit) partitions[8 * byte + bit] = (value >> bit & 1) != 0;
    }
    return partitions;
}

// A header that cannot be, although its checksum is right: no writer of ours has written it.
const char* contradiction(const BlockHeader& block) {
    if (block.first_offset < 0 || block.last_offset < block.first_offset) return "offsets";
    if (block.kind == BlockKind::Gap) {
        const bool empty = block.records == 0 && block.raw_bytes == 0 && block.packed_bytes == 0;
        return empty ? nullptr : "a gap with records";
    }
    if (block.kind != BlockKind::Records) return "unknown kind";
    if (block.records == 0 || block.records > kBlockRecordsMax) return "number of records";
    if (block.raw_bytes == 0 || block.raw_bytes > kBlockRawBytesMax) return "size unpacked";
    if (block.packed_bytes == 0 || block.packed_bytes > kPackedBytesMax) return "size packed";
    return nullptr;
}

}  // namespace

std::string encode(const FileHeader& header) {
    std::string bytes{kFileMagic};
    put(bytes, kArchiveVersion);
    put(bytes, header.day);
    put(bytes, header.first_offset);
    put_checksum(bytes);
    return bytes;
}

base::Result<FileHeader> decode_file_header(std::string_view bytes) {
    if (bytes.size() < kFileHeaderBytes) return invalid("header: cut short");
    bytes = bytes.substr(0, kFileHeaderBytes);
    if (!bytes.starts_with(kFileMagic)) return invalid("header: not an archive of the journal");
    if (!checksum_is_right(bytes)) return invalid("header: its checksum is wrong");
    bytes.remove_prefix(kFileMagic.size());
    const auto version = take<uint32_t>(bytes);
    if (version != kArchiveVersion) {
        return invalid("header: version " + std::to_string(version) + " is not known");
    }
    FileHeader header;
    header.day = take<uint32_t>(bytes);
    header.first_offset = take<int64_t>(bytes);
    return header;
}

std::string encode(const BlockHeader& block) {
    std::string bytes;
    bytes.reserve(kBlockHeaderBytes);
    put(bytes, kBlockMagic);
    put(bytes, static_cast<uint32_t>(block.kind));
    put(bytes, block.number);
    put(bytes, block.records);
    put(bytes, block.raw_bytes);
    put(bytes, block.packed_bytes);
    put(bytes, block.first_offset);
    put(bytes, block.last_offset);
    put(bytes, block.complete_to);
    put(bytes, block.first_time_us);
    put(bytes, block.last_time_us);
    put_partitions(bytes, block.partitions);
    put(bytes, block.raw_checksum);
    put(bytes, block.packed_checksum);
    put(bytes, crc64(bytes));
    return bytes;
}

base::Result<BlockHeader> decode_block_header(std::string_view bytes) {
    if (bytes.size() < kBlockHeaderBytes) return invalid("its header is cut short");
    bytes = bytes.substr(0, kBlockHeaderBytes);
    if (!checksum_is_right(bytes)) return invalid("the checksum of its header is wrong");
    if (take<uint32_t>(bytes) != kBlockMagic) return invalid("not a block");
    BlockHeader block;
    block.kind = static_cast<BlockKind>(take<uint32_t>(bytes));
    block.number = take<uint32_t>(bytes);
    block.records = take<uint32_t>(bytes);
    block.raw_bytes = take<uint32_t>(bytes);
    block.packed_bytes = take<uint32_t>(bytes);
    block.first_offset = take<int64_t>(bytes);
    block.last_offset = take<int64_t>(bytes);
    block.complete_to = take<int64_t>(bytes);
    block.first_time_us = take<int64_t>(bytes);
    block.last_time_us = take<int64_t>(bytes);
    block.partitions = take_partitions(bytes);
    block.raw_checksum = take<uint64_t>(bytes);
    block.packed_checksum = take<uint64_t>(bytes);
    if (const char* wrong = contradiction(block)) {
        return invalid(std::string{"its header contradicts itself: "} + wrong);
    }
    return block;
}

std::string encode(const Index& index) {
    std::string bytes{kIndexMagic};
    bytes.reserve(kIndexFixedBytes + index.blocks.size() * kIndexEntryBytes);
    put(bytes, uint64_t{index.blocks.size()});
    for (const IndexEntry& entry : index.blocks) {
        put(bytes, entry.position);
        bytes += encode(entry.block);
    }
    put(bytes, index.file_checksum);
    put_checksum(bytes);
    put(bytes, index.position);
    bytes += kCloseMagic;
    return bytes;
}

base::Result<Index> decode_index(std::string_view bytes, uint64_t position) {
    if (bytes.size() < kIndexFixedBytes) return invalid("index: cut short");
    const std::string_view checked = bytes.substr(0, bytes.size() - kCloseBytes);
    if (!checksum_is_right(checked)) return invalid("index: its checksum is wrong");
    if (!bytes.starts_with(kIndexMagic)) return invalid("index: not an index");
    bytes.remove_prefix(kIndexMagic.size());
    const auto blocks = take<uint64_t>(bytes);
    if (blocks > kBlocksMax || blocks * kIndexEntryBytes + kIndexFixedBytes != bytes.size() + 16) {
        return invalid("index: its number of blocks is wrong");
    }
    Index index;
    index.position = position;
    uint64_t expected = kFileHeaderBytes;
    for (uint64_t i = 0; i < blocks; ++i) {
        IndexEntry entry;
        entry.position = take<uint64_t>(bytes);
        base::Result<BlockHeader> block = decode_block_header(take_text(bytes, kBlockHeaderBytes));
        if (!block.ok())
            return invalid("index: block " + std::to_string(i) + ": " + block.error().what);
        entry.block = block.value();
        if (entry.position != expected || entry.block.number != i) {
            return invalid("index: block " + std::to_string(i) + " is out of place");
        }
        expected += kBlockHeaderBytes + entry.block.packed_bytes;
        index.blocks.push_back(entry);
    }
    index.file_checksum = take<uint64_t>(bytes);
    if (expected != position) return invalid("index: it does not follow the last block");
    return index;
}

base::Result<std::optional<uint64_t>> index_position(std::string_view last_bytes,
                                                     uint64_t file_bytes) {
    if (last_bytes.size() < kCloseBytes || !last_bytes.ends_with(kCloseMagic)) {
        return std::optional<uint64_t>{};
    }
    last_bytes = last_bytes.substr(last_bytes.size() - kCloseBytes);
    const auto position = take<uint64_t>(last_bytes);
    if (position < kFileHeaderBytes || position > file_bytes ||
        file_bytes - position < kIndexFixedBytes) {
        return invalid("index: its position is not in the file");
    }
    return std::optional{position};
}

}  // namespace journal
