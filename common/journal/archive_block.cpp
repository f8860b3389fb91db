#include "common/journal/archive_block.h"

#include <zstd.h>

#include <algorithm>
#include <limits>

#include "common/journal/archive_bytes.h"
#include "common/journal/archive_codec.h"
#include "common/journal/crc64.h"

namespace journal {

using base::invalid;

namespace {

constexpr int kLevel = 1;  // most bodies are packed already: more effort would find little
constexpr size_t kNameMax = std::numeric_limits<uint8_t>::max();
constexpr size_t kBodyMax = kBlockRawBytesMax - kBlockRawBytes - kRecordFixedBytes - 3 * kNameMax;

// The next record of a payload, or the reason why there is none.
base::Status take_record(std::string_view& raw, Record& record) {
    if (raw.size() < kRecordFixedBytes) return invalid("a record is cut short");
    record.offset = take<int64_t>(raw);
    record.cut = take<uint8_t>(raw) != 0;
    const size_t exchange = take<uint8_t>(raw);
    const size_t routing_key = take<uint8_t>(raw);
    const size_t encoding = take<uint8_t>(raw);
    const size_t body = take<uint32_t>(raw);
    if (raw.size() < exchange + routing_key + encoding + body) {
        return invalid("a record is longer than its block");
    }
    record.exchange = take_text(raw, exchange);
    record.routing_key = take_text(raw, routing_key);
    record.content_encoding = take_text(raw, encoding);
    record.body = take_text(raw, body);
    return base::Unit{};
}

base::Status check_records(const BlockHeader& header, std::string_view raw) {
    Record record;
    int64_t last = header.first_offset - 1;
    for (uint32_t i = 0; i < header.records; ++i) {
        base::Status taken = take_record(raw, record);
        if (!taken.ok()) return taken;
        if (record.offset <= last) return invalid("offsets do not rise");
        if (i == 0 && record.offset != header.first_offset) return invalid("another first offset");
        last = record.offset;
    }
    if (last != header.last_offset) return invalid("another last offset");
    if (!raw.empty()) return invalid("more bytes than its records");
    return base::Unit{};
}

}  // namespace

int32_t partition_of(std::string_view routing_key) {
    const size_t dot = routing_key.find('.');
    if (dot == std::string_view::npos) return -1;
    int32_t partition = 0;
    size_t digits = 0;
    for (const char c : routing_key.substr(dot + 1)) {
        if (c == '.' && digits > 0) break;
        if (c < '0' || c > '9' || ++digits > 3) return -1;
        partition = 10 * partition + (c - '0');
    }
    return digits > 0 && partition < static_cast<int32_t>(kPartitionsMax) ? partition : -1;
}

struct BlockBuilder::Packer {
    Packer() {
        base::must(context != nullptr);
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kLevel);
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    }
    ~Packer() { ZSTD_freeCCtx(context); }
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;

    ZSTD_CCtx* const context = ZSTD_createCCtx();
};

BlockBuilder::BlockBuilder() = default;
BlockBuilder::~BlockBuilder() = default;
BlockBuilder::BlockBuilder(BlockBuilder&&) noexcept = default;

void BlockBuilder::add(const Record& record, const Facts& facts) {
    base::must(empty() || record.offset > header_.last_offset);
    const std::string_view exchange = std::string_view{record.exchange}.substr(0, kNameMax);
    const std::string_view key = std::string_view{record.routing_key}.substr(0, kNameMax);
    const std::string_view encoding = std::string_view{record.content_encoding}.substr(0, kNameMax);
    const std::string_view body = std::string_view{record.body}.substr(0, kBodyMax);
    const bool cut = record.cut || exchange.size() < record.exchange.size() ||
                     key.size() < record.routing_key.size() ||
                     encoding.size() < record.content_encoding.size() ||
                     body.size() < record.body.size();
    put(raw_, record.offset);
    put(raw_, static_cast<uint8_t>(cut));
    put(raw_, static_cast<uint8_t>(exchange.size()));
    put(raw_, static_cast<uint8_t>(key.size()));
    put(raw_, static_cast<uint8_t>(encoding.size()));
    put(raw_, static_cast<uint32_t>(body.size()));
    raw_.append(exchange).append(key).append(encoding).append(body);

    if (empty()) header_.first_offset = record.offset;
    header_.last_offset = record.offset;
    ++header_.records;
    if (const int32_t partition = partition_of(key); partition >= 0) {
        header_.partitions.set(static_cast<size_t>(partition));
    }
    if (facts.first_time_us == 0) return;
    if (header_.first_time_us == 0 || facts.first_time_us < header_.first_time_us) {
        header_.first_time_us = facts.first_time_us;
    }
    header_.last_time_us = std::max(header_.last_time_us, facts.last_time_us);
}

std::string BlockBuilder::take(uint32_t number, int64_t complete_to) {
    base::must(!empty() && raw_.size() <= kBlockRawBytesMax);
    if (packer_ == nullptr) packer_ = std::make_unique<Packer>();
    std::string bytes(kBlockHeaderBytes + ZSTD_compressBound(raw_.size()), '\0');
    const size_t packed =
        ZSTD_compress2(packer_->context, bytes.data() + kBlockHeaderBytes,
                       bytes.size() - kBlockHeaderBytes, raw_.data(), raw_.size());
    base::must(ZSTD_isError(packed) == 0);  // the bound rules out the only runtime failure
    bytes.resize(kBlockHeaderBytes + packed);
    header_.number = number;
    header_.complete_to = complete_to;
    header_.raw_bytes = static_cast<uint32_t>(raw_.size());
    header_.packed_bytes = static_cast<uint32_t>(packed);
    header_.raw_checksum = crc64(raw_);
    header_.packed_checksum = crc64(std::string_view{bytes}.substr(kBlockHeaderBytes));
    bytes.replace(0, kBlockHeaderBytes, encode(header_));
    header_ = {};
    raw_.clear();
    return bytes;
}

void BlockBuilder::release() {
    packer_.reset();
    raw_.shrink_to_fit();
}

std::string gap_block(uint32_t number, int64_t first, int64_t last, int64_t complete_to) {
    BlockHeader header;
    header.kind = BlockKind::Gap;
    header.number = number;
    header.first_offset = first;
    header.last_offset = last;
    header.complete_to = complete_to;
    return encode(header);
}

struct BlockReader::Unpacker {
    Unpacker() { base::must(context != nullptr); }
    ~Unpacker() { ZSTD_freeDCtx(context); }
    Unpacker(const Unpacker&) = delete;
    Unpacker& operator=(const Unpacker&) = delete;

    ZSTD_DCtx* const context = ZSTD_createDCtx();
};

BlockReader::BlockReader() = default;
BlockReader::~BlockReader() = default;
BlockReader::BlockReader(BlockReader&&) noexcept = default;

base::Status BlockReader::open(const BlockHeader& header, std::string_view payload) {
    raw_.clear();
    at_ = 0;
    if (payload.size() != header.packed_bytes) return invalid("its payload is cut short");
    if (header.kind == BlockKind::Gap) return base::Unit{};
    if (crc64(payload) != header.packed_checksum) {
        return invalid("the checksum of its packed bytes is wrong");
    }
    if (unpacker_ == nullptr) unpacker_ = std::make_unique<Unpacker>();
    std::string raw(header.raw_bytes, '\0');
    const size_t size = ZSTD_decompressDCtx(unpacker_->context, raw.data(), raw.size(),
                                            payload.data(), payload.size());
    if (ZSTD_isError(size) != 0) return invalid(std::string{"zstd: "} + ZSTD_getErrorName(size));
    if (size != raw.size()) return invalid("it unpacks to another size");
    if (crc64(raw) != header.raw_checksum) return invalid("the checksum of its records is wrong");
    base::Status checked = check_records(header, raw);
    if (checked.ok()) raw_ = std::move(raw);
    return checked;
}

void BlockReader::release() {
    unpacker_.reset();
    raw_ = {};
    at_ = 0;
}

bool BlockReader::next(Record& record) {
    std::string_view rest = std::string_view{raw_}.substr(at_);
    if (rest.empty()) return false;
    base::must(take_record(rest, record).ok());  // `open` has read them all
    at_ = raw_.size() - rest.size();
    return true;
}

}  // namespace journal
