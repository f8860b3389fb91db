#include "producers/feed/day_reader.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace feed {
namespace {

constexpr size_t kReadBytes = 128 * 1024;
constexpr size_t kLineBytesMax = 1 << 20;
constexpr size_t kPieces = 8;  // more than are ever granted at once

// The whole lines before the damage. Part of a line would count as a refused record, and be skipped
// when the mended day is read again.
Lines failed(Lines lines, std::string problem) {
    const auto end = std::find(lines.text.rbegin(), lines.text.rend(), '\n').base();
    lines.text.erase(end, lines.text.end());
    lines.last = true;
    lines.problem = std::move(problem);
    return lines;
}

}  // namespace

DayReader::DayReader(loop::Loop& loop, std::string path, std::function<void(Lines)> on_lines)
    : path_{std::move(path)}, lines_{loop, kPieces, std::move(on_lines)}, thread_{[this] {
          run();
      }} {}

DayReader::~DayReader() {
    {
        std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void DayReader::grant() {
    {
        std::lock_guard lock{mutex_};
        ++granted_;
    }
    changed_.notify_all();
}

bool DayReader::wait_for_grant() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return stopping_ || granted_ > 0; });
    if (stopping_) return false;
    --granted_;
    return true;
}

void DayReader::post(Lines lines) { base::must(lines_.try_post(std::move(lines))); }

void DayReader::run() {
    std::FILE* file = path_ == "-" ? stdin : std::fopen(path_.c_str(), "rbe");
    while (wait_for_grant()) {
        Lines lines;
        if (file == nullptr) {
            lines.last = true;
            lines.problem = "open " + path_ + ": " + std::strerror(errno);
        } else {
            lines = next_piece(file);
        }
        const bool last = lines.last;
        post(std::move(lines));
        if (last) break;
    }
    if (file != nullptr && file != stdin) std::fclose(file);
}

Lines DayReader::next_piece(std::FILE* file) {
    Lines lines;
    lines.text = std::move(tail_);
    tail_ = {};
    std::vector<char> bytes(kReadBytes);
    while (true) {
        // Standard input may stay silent for ever: look now and then whether to stop.
        pollfd input{fileno(file), POLLIN, 0};
        if (poll(&input, 1, 200) == 0) {
            std::lock_guard lock{mutex_};
            if (stopping_) return {.text = {}, .last = true, .problem = "stopped"};
            continue;
        }
        const ssize_t size = read(fileno(file), bytes.data(), bytes.size());
        if (size < 0 && errno == EINTR) continue;
        if (size < 0) {
            return failed(std::move(lines), "read " + path_ + ": " + std::strerror(errno));
        }
        const std::string_view piece{bytes.data(), static_cast<size_t>(size)};
        if (first_read_) {
            first_read_ = false;
            if (events::is_packed(piece)) unpacker_ = std::make_unique<events::StreamUnpacker>();
        }
        if (size == 0) {
            if (unpacker_ != nullptr && !unpacker_->complete()) {
                return failed(std::move(lines), path_ + ": cut short");
            }
            if (!lines.text.empty() && lines.text.back() != '\n') lines.text.push_back('\n');
            lines.last = true;
            return lines;
        }
        if (unpacker_ == nullptr) {
            lines.text.insert(lines.text.end(), piece.begin(), piece.end());
        } else if (const base::Status done = unpacker_->feed(piece, lines.text); !done.ok()) {
            return failed(std::move(lines), path_ + ": " + done.error().what);
        }
        const auto end = std::find(lines.text.rbegin(), lines.text.rend(), '\n').base();
        if (end != lines.text.begin()) {
            tail_.assign(end, lines.text.end());
            lines.text.erase(end, lines.text.end());
            return lines;
        }
        if (lines.text.size() > kLineBytesMax) {
            return failed(std::move(lines), path_ + ": a line of over 1 MiB");
        }
    }
}

}  // namespace feed
