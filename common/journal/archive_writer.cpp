#include "common/journal/archive_writer.h"

#include <filesystem>
#include <utility>

#include "common/journal/archive_codec.h"
#include "common/journal/archive_scan.h"
#include "common/journal/crc64.h"

namespace journal {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

Result<ArchiveWriter> ArchiveWriter::create(const std::string& path, FileHeader header) {
    Result<ArchiveFile> file = ArchiveFile::open(path, ArchiveFile::Mode::Create);
    if (!file.ok()) return file.error();
    ArchiveWriter writer{std::move(file).value(), header};
    Status done = writer.append(encode(header));
    if (!done.ok()) return done.error();
    done = sync_folder(std::filesystem::path{path}.parent_path().string());
    if (!done.ok()) return done.error();
    return writer;
}

Result<ArchiveWriter> ArchiveWriter::resume(const std::string& path) {
    Result<ArchiveScan> opened = ArchiveScan::open(path);
    if (!opened.ok()) return opened.error();
    ArchiveScan scan = std::move(opened).value();
    if (scan.closed()) return Error{Errc::Invalid, path + ": it is closed"};
    Result<ArchiveFile> file = ArchiveFile::open(path, ArchiveFile::Mode::Append);
    if (!file.ok()) return file.error();
    ArchiveWriter writer{std::move(file).value(), scan.header()};
    while (true) {
        auto found = scan.next();
        if (!found.ok()) return found.error();
        if (!found.value()) break;
        const ArchiveScan::Found& block = *found.value();
        const Status whole = writer.reader_.open(block.header, block.payload);
        if (!whole.ok()) {
            return scan.damaged(block.header.number, block.position, whole.error().what);
        }
        writer.blocks_.push_back({block.position, block.header});
    }
    writer.position_ = scan.position();
    writer.checksum_ = scan.checksum();
    writer.cut_bytes_ = scan.unfinished_bytes();
    Status cut = writer.file_.truncate(writer.position_);
    if (cut.ok()) cut = writer.file_.sync();
    if (!cut.ok()) return cut.error();
    return writer;
}

Status ArchiveWriter::append(const std::string& bytes) {
    Status done = take_descriptor();
    if (done.ok()) done = look();  // what is written behind a place that was cut cannot be read
    if (done.ok()) done = file_.write(position_, bytes);
    if (done.ok()) done = file_.sync();
    if (done.ok()) done = read_back(bytes);
    if (!done.ok()) return done;
    position_ += bytes.size();
    checksum_ = crc64(bytes, checksum_);
    return look();
}

Status ArchiveWriter::look() const {
    if (!file_.is_open()) return Unit{};  // opening it again finds it, or not
    const auto there = file_.in_place();
    if (!there.ok()) return there.error();
    if (!there.value()) {
        return Error{Errc::Fatal, path() + ": it has been taken away while it was written"};
    }
    const auto size = file_.size();
    if (!size.ok()) return size.error();
    return size.value() == position_ ? Status{Unit{}} : of_another_size(size.value());
}

Error ArchiveWriter::of_another_size(uint64_t bytes) const {
    return {Errc::Fatal, path() + ": it has " + std::to_string(bytes) + " bytes, not " +
                             std::to_string(position_) + " as were written"};
}

void ArchiveWriter::release() {
    file_.release();
    block_.release();
    reader_.release();
}

Status ArchiveWriter::take_descriptor() {
    if (file_.is_open()) return Unit{};
    auto opened = ArchiveFile::open(path(), ArchiveFile::Mode::Append);
    if (!opened.ok()) return opened.error();
    const auto size = opened.value().size();
    if (!size.ok()) return size.error();
    if (size.value() != position_) return of_another_size(size.value());
    file_ = std::move(opened).value();
    return Unit{};
}

Status ArchiveWriter::read_back(const std::string& bytes) {
    file_.forget(position_, bytes.size());
    std::string again;
    Status got = file_.read(position_, bytes.size(), again);
    if (!got.ok()) return got;
    if (again != bytes) {
        return Error{Errc::Fatal, path() + ": byte " + std::to_string(position_) +
                                      ": what was written reads otherwise"};
    }
    return Unit{};
}

Status ArchiveWriter::flush(int64_t complete_to) {
    if (block_.empty()) return Unit{};
    const uint64_t position = position_;
    const std::string bytes = block_.take(static_cast<uint32_t>(blocks_.size()), complete_to);
    const auto header = decode_block_header(bytes);
    if (!header.ok()) return header.error();
    const Status whole =
        reader_.open(header.value(), std::string_view{bytes}.substr(kBlockHeaderBytes));
    if (!whole.ok()) return Error{Errc::Fatal, path() + ": a new block: " + whole.error().what};
    Status done = append(bytes);
    if (done.ok()) blocks_.push_back({position, header.value()});
    return done;
}

Status ArchiveWriter::mark_gap(int64_t first, int64_t last, int64_t complete_to) {
    base::must(block_.empty());
    const uint64_t position = position_;
    const std::string bytes =
        gap_block(static_cast<uint32_t>(blocks_.size()), first, last, complete_to);
    const auto header = decode_block_header(bytes);
    if (!header.ok()) return header.error();
    Status done = append(bytes);
    if (done.ok()) blocks_.push_back({position, header.value()});
    return done;
}

Status ArchiveWriter::close() {
    base::must(block_.empty());
    Status done = append(encode(Index{blocks_, position_, checksum_}));
    if (!done.ok()) return done;
    const Result<Verified> verified = verify_archive(path());
    if (!verified.ok()) return verified.error();
    if (!verified.value().closed) return Error{Errc::Fatal, path() + ": closed, but has no index"};
    return Unit{};
}

Result<Verified> verify_archive(const std::string& path) {
    Result<ArchiveScan> opened = ArchiveScan::open(path);
    if (!opened.ok()) return opened.error();
    ArchiveScan scan = std::move(opened).value();
    BlockReader reader;
    Verified result;
    while (true) {
        auto found = scan.next();
        if (!found.ok()) return found.error();
        if (!found.value()) break;
        const ArchiveScan::Found& block = *found.value();
        const Status whole = reader.open(block.header, block.payload);
        if (!whole.ok()) {
            return scan.damaged(block.header.number, block.position, whole.error().what);
        }
        ++result.blocks;
        result.records += block.header.records;
        result.raw_bytes += block.header.raw_bytes;
        result.gaps += block.header.kind == BlockKind::Gap ? 1 : 0;
        if (result.first_offset < 0) result.first_offset = block.header.first_offset;
        result.last_offset = block.header.last_offset;
    }
    result.closed = scan.closed();
    result.file_bytes = scan.file_bytes();
    result.unfinished_bytes = scan.unfinished_bytes();
    return result;
}

}  // namespace journal
