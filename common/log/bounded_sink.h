#pragma once

#include <spdlog/sinks/base_sink.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace logging {

// Writes to standard error without ever waiting for long. When its reader stops reading and the
// pipe is full, the first line waits kPatienceMs, and from then on lines are lost until there is
// room again; the next line is then preceded by one that tells how many. Any thread.
class BoundedSink final : public spdlog::sinks::base_sink<std::mutex> {
  public:
    // `lost_line` makes the line that tells of so many lost ones, without the newline.
    explicit BoundedSink(std::function<std::string(uint64_t)> lost_line)
        : lost_line_{std::move(lost_line)} {}

  private:
    void sink_it_(const spdlog::details::log_msg& message) override;
    void flush_() override {}
    [[nodiscard]] bool write_line(std::string_view line);
    [[nodiscard]] bool wait_writable() const;

    static constexpr int kPatienceMs =
        100;  // longer than a busy reader needs, shorter than a heartbeat

    const std::function<std::string(uint64_t)> lost_line_;
    uint64_t lost_ = 0;  // lines, since the last one that was written
    bool cut_ = false;   // the last thing written has no newline
};

}  // namespace logging
