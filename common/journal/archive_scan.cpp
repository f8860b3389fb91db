#include "common/journal/archive_scan.h"

#include <algorithm>
#include <utility>

#include "common/journal/archive_codec.h"
#include "common/journal/crc64.h"

namespace journal {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;

Result<ArchiveScan> ArchiveScan::open(const std::string& path) {
    Result<ArchiveFile> file = ArchiveFile::open(path, ArchiveFile::Mode::Read);
    if (!file.ok()) return file.error();
    ArchiveScan scan{std::move(file).value()};
    const Result<uint64_t> size = scan.file_.size();
    if (!size.ok()) return size.error();
    scan.file_bytes_ = size.value();
    std::string bytes;
    Status got = scan.file_.read(0, kFileHeaderBytes, bytes);
    if (!got.ok()) return got.error();
    const Result<FileHeader> header = decode_file_header(bytes);
    if (!header.ok()) return Error{Errc::Invalid, path + ": byte 0: " + header.error().what};
    scan.header_ = header.value();
    scan.checksum_ = crc64(bytes);
    scan.last_offset_ = scan.header_.first_offset - 1;
    got = scan.read_index();
    if (!got.ok()) return got.error();
    return scan;
}

Status ArchiveScan::read_index() {
    if (file_bytes_ < kFileHeaderBytes + kIndexFixedBytes) return base::Unit{};
    std::string bytes;
    Status got = file_.read(file_bytes_ - kCloseBytes, kCloseBytes, bytes);
    if (!got.ok()) return got;
    const auto position = index_position(bytes, file_bytes_);
    const std::string where = path() + ": byte " + std::to_string(file_bytes_ - kCloseBytes) + ": ";
    if (!position.ok()) return Error{Errc::Invalid, where + position.error().what};
    if (!position.value()) return base::Unit{};
    const uint64_t begin = *position.value();
    if (file_bytes_ - begin > kIndexFixedBytes + kBlocksMax * kIndexEntryBytes) {
        return Error{Errc::Invalid, where + "index: it is larger than an index can be"};
    }
    got = file_.read(begin, static_cast<size_t>(file_bytes_ - begin), bytes);
    if (!got.ok()) return got;
    Result<Index> index = decode_index(bytes, begin);
    if (!index.ok()) {
        return Error{Errc::Invalid,
                     path() + ": byte " + std::to_string(begin) + ": " + index.error().what};
    }
    index_ = std::move(index).value();
    return base::Unit{};
}

Result<bool> ArchiveScan::look_again() {
    if (index_) return false;
    const Result<uint64_t> size = file_.size();
    if (!size.ok()) return size.error();
    if (size.value() == file_bytes_) return false;
    file_bytes_ = size.value();
    const Status got = read_index();
    if (!got.ok()) return got.error();
    return true;
}

Error ArchiveScan::damaged(uint32_t number, uint64_t position, const std::string& why) const {
    return {Errc::Invalid, path() + ": block " + std::to_string(number) + " at byte " +
                               std::to_string(position) + ": " + why};
}

Status ArchiveScan::check_order(const BlockHeader& block) const {
    const auto wrong = [&](const char* why) { return damaged(blocks_, position_, why); };
    if (block.number != blocks_) return wrong("its number is another");
    if (block.kind == BlockKind::Records && block.first_offset <= last_offset_)
        return wrong("its offsets are not behind the last ones");
    if (index_ && index_->blocks[blocks_].block != block) return wrong("the index tells another");
    return base::Unit{};
}

Result<std::optional<ArchiveScan::Found>> ArchiveScan::next(const Wanted& wanted) {
    while (true) {
        if (index_ && position_ == index_->position) return end();
        Found found{position_, {}, {}};
        std::string bytes;
        Status got = file_.read(position_, kBlockHeaderBytes, bytes);
        if (!got.ok()) return got.error();
        if (!index_ && (bytes.size() < kBlockHeaderBytes || bytes.starts_with(kIndexMagic))) {
            return end();
        }
        const Result<BlockHeader> header = decode_block_header(bytes);
        if (!header.ok()) return damaged(blocks_, position_, header.error().what);
        found.header = header.value();
        const uint64_t behind = position_ + kBlockHeaderBytes + found.header.packed_bytes;
        if (!index_ && behind > file_bytes_) return end();
        got = check_order(found.header);
        if (!got.ok()) return got.error();
        const bool take = !wanted || wanted(found.header);
        if (take) {
            got =
                file_.read(position_ + kBlockHeaderBytes, found.header.packed_bytes, found.payload);
            if (!got.ok()) return got.error();
            if (!skipped_) checksum_ = crc64(found.payload, crc64(bytes, checksum_));
        }
        skipped_ = skipped_ || !take;
        position_ = behind;
        last_offset_ = std::max(last_offset_, found.header.last_offset);
        ++blocks_;
        if (take) return std::optional{std::move(found)};
    }
}

Result<std::optional<ArchiveScan::Found>> ArchiveScan::end() {
    if (index_) {
        if (!skipped_ && checksum_ != index_->file_checksum) {
            return Error{Errc::Invalid, path() + ": the checksum of the whole file is wrong"};
        }
        return std::optional<Found>{};
    }
    unfinished_ = file_bytes_ - std::min(position_, file_bytes_);
    std::string bytes;
    Status got = file_.read(position_, kIndexMagic.size(), bytes);
    if (!got.ok()) return got.error();
    const uint64_t index_bytes = kIndexFixedBytes + uint64_t{blocks_} * kIndexEntryBytes;
    if (bytes == kIndexMagic && unfinished_ >= index_bytes) {
        return Error{Errc::Invalid, path() + ": byte " + std::to_string(position_ + index_bytes) +
                                        ": index: its end is damaged"};
    }
    return std::optional<Found>{};
}

}  // namespace journal
