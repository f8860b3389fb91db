#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/amqp/message.h"
#include "common/journal/source.h"

namespace journal {

// The broker's stream `journal`, from an offset to the end that it had when the reading began: a
// stream has no end mark, so a second subscription learns the last offset meanwhile. Each record
// once, also over lost links. Sockets live on a loop and a thread of its own; what has been read
// and not taken yet is bounded by the prefetch. The destructor joins the thread.
class StreamSource : public Source {
  public:
    // Reads what has an offset of at least `from`.
    StreamSource(amqp::LinkConfig link, int64_t from);
    ~StreamSource() override;
    StreamSource(const StreamSource&) = delete;
    StreamSource& operator=(const StreamSource&) = delete;

    // Retryable: nothing has come for a minute. Fatal: the broker has not given it the stream
    // within 20 s; the reason names the broker.
    [[nodiscard]] base::Result<std::optional<Record>> next() override;
    // Of the last record to be read; nullopt: not known yet, or the stream is empty. Any thread.
    [[nodiscard]] std::optional<int64_t> last_offset() const;

  private:
    class Reading;  // the loop's side
    enum class End { Unknown, Empty, Known };

    void run();
    [[nodiscard]] bool at_end() const;  // under the lock
    [[nodiscard]] base::Error silence() const;

    const amqp::LinkConfig link_;
    const int64_t from_;
    std::deque<amqp::Delivery> taken_;  // the caller's

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<amqp::Delivery> arrived_;
    std::vector<std::pair<uint64_t, uint64_t>> to_ack_;  // epoch, tag
    int64_t next_offset_;                                // the first that has not arrived
    End end_ = End::Unknown;
    int64_t last_offset_ = -1;

    std::atomic<bool> consuming_{false};  // has the broker ever given it the stream?
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace journal
