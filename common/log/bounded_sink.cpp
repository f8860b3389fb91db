#include "common/log/bounded_sink.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

namespace logging {

void BoundedSink::sink_it_(const spdlog::details::log_msg& message) {
    if (lost_ > 0) {
        if (!write_line(lost_line_(lost_))) {
            ++lost_;
            return;
        }
        lost_ = 0;
    }
    if (!write_line({message.payload.data(), message.payload.size()})) ++lost_;
}

bool BoundedSink::write_line(std::string_view line) {
    std::string text = cut_ ? "\n" : "";
    text.append(line).push_back('\n');
    for (size_t at = 0; at < text.size();) {
        if (!wait_writable()) return false;
        // A pipe that is writable takes this much without waiting, although the descriptor blocks.
        // Made non-blocking it would be so for every process that shares it.
        const size_t piece = std::min<size_t>(text.size() - at, PIPE_BUF);
        const ssize_t written = ::write(STDERR_FILENO, text.data() + at, piece);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        at += static_cast<size_t>(written);
        cut_ = at < text.size();
    }
    return true;
}

bool BoundedSink::wait_writable() const {
    pollfd descriptor{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
    int ready = 0;
    do {
        ready = ::poll(&descriptor, 1, lost_ > 0 ? 0 : kPatienceMs);
    } while (ready < 0 && errno == EINTR);
    return ready > 0;
}

}  // namespace logging
