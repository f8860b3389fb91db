#include "producers/venue/journal/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <vector>

#include "common/base/crc32.h"
#include "common/base/must.h"

namespace venue {

using base::Errc;
using base::Error;
using base::Status;
using base::Unit;

namespace {

constexpr std::string_view kHead = "backstop-venue 1\n";
constexpr size_t kFrameBytes = 8;  // length and check sum
constexpr size_t kPieceBytes = 1u << 20;
static_assert(kPieceBytes > Journal::kRecordBytesMax + kFrameBytes);

uint32_t number_at(std::string_view bytes, size_t at) {
    uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

// What stands at the beginning of `bytes`.
struct Frame {
    enum class State { Whole, Short, Damaged };
    State state = State::Short;
    std::string_view record;
};

Frame frame_at(std::string_view bytes) {
    if (bytes.size() < kFrameBytes) return {};
    const uint32_t length = number_at(bytes, 0);
    if (length == 0 || length > Journal::kRecordBytesMax) return {Frame::State::Damaged, {}};
    if (bytes.size() < kFrameBytes + length) return {};
    const std::string_view record = bytes.substr(kFrameBytes, length);
    if (base::crc32(record) != number_at(bytes, 4)) return {Frame::State::Damaged, {}};
    return {Frame::State::Whole, record};
}

// Blocks that a file system had set aside, but not written when the machine stopped.
bool all_zero(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; });
}

}  // namespace

Journal::~Journal() {
    if (file_ >= 0) close(file_);
}

Error Journal::error(const std::string& action) const {
    return {Errc::Fatal, action + " " + config_.path + ": " + std::strerror(errno)};
}

Status Journal::open(const std::function<Status(std::string_view)>& on_record) {
    std::error_code ignored;  // open says what is wrong
    std::filesystem::create_directories(std::filesystem::path{config_.path}.parent_path(), ignored);
    file_ = ::open(config_.path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0640);
    if (file_ < 0) return error("open");
    if (const Status done = replay(on_record); !done.ok()) return done;
    const off_t end = lseek(file_, 0, SEEK_END);
    if (end < 0) return error("seek");
    torn_bytes_ = end - bytes_;
    if (torn_bytes_ > 0 && ftruncate(file_, bytes_) != 0) return error("truncate");
    if (lseek(file_, bytes_, SEEK_SET) < 0) return error("seek");
    if (bytes_ > 0) return Unit{};
    waiting_ = kHead;
    return flush();
}

Status Journal::replay(const std::function<Status(std::string_view)>& on_record) {
    std::vector<char> piece(kPieceBytes);
    size_t held = 0;
    bool ended = false;
    while (!ended) {
        const ssize_t n = read(file_, piece.data() + held, piece.size() - held);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return error("read");
        ended = n == 0;
        held += static_cast<size_t>(n);
        std::string_view bytes{piece.data(), held};
        if (bytes_ == 0) {
            if (!ended && bytes.size() < kHead.size()) continue;
            if (bytes.size() < kHead.size() && kHead.starts_with(bytes)) return Unit{};
            if (!bytes.starts_with(kHead)) return Error{Errc::Fatal, config_.path + ": no journal"};
            bytes.remove_prefix(kHead.size());
            bytes_ = static_cast<int64_t>(kHead.size());
        }
        Frame frame = frame_at(bytes);
        for (; frame.state == Frame::State::Whole; frame = frame_at(bytes)) {
            if (const Status taken = on_record(frame.record); !taken.ok()) return taken;
            const size_t used = kFrameBytes + frame.record.size();
            bytes.remove_prefix(used);
            bytes_ += static_cast<int64_t>(used);
        }
        if (frame.state == Frame::State::Damaged && !all_zero(bytes)) {
            return Error{Errc::Fatal, config_.path + ": damaged at byte " + std::to_string(bytes_)};
        }
        held = bytes.size();
        std::memmove(piece.data(), bytes.data(), held);
        if (frame.state == Frame::State::Damaged) return Unit{};
    }
    return Unit{};
}

void Journal::append(std::string_view record) {
    base::must(!record.empty() && record.size() <= kRecordBytesMax);
    const uint32_t frame[] = {static_cast<uint32_t>(record.size()), base::crc32(record)};
    waiting_.append(reinterpret_cast<const char*>(frame), sizeof frame);
    waiting_.append(record);
}

Status Journal::flush() {
    size_t written = 0;
    while (written < waiting_.size()) {
        const ssize_t n = write(file_, waiting_.data() + written, waiting_.size() - written);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return error("write");
        written += static_cast<size_t>(n);
    }
    if (config_.sync && written > 0 && fdatasync(file_) != 0) return error("fdatasync");
    bytes_ += static_cast<int64_t>(written);
    waiting_.clear();
    return Unit{};
}

}  // namespace venue
