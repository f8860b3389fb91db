#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/amqp/publisher.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/loop/worker.h"
#include "producers/feed/batcher.h"
#include "producers/feed/checkpoint.h"
#include "producers/feed/confirmed.h"
#include "producers/feed/feed_config.h"
#include "producers/feed/feed_metrics.h"
#include "producers/feed/pace.h"
#include "producers/feed/source.h"

namespace feed {

// A source's stream into the queues: numbers, batches, publishes, and moves its checkpoint over
// what is confirmed. Takes no more from the source than the window has room for. Loop thread only.
class Feed {
  public:
    enum class End { Done, Failed };

    Feed(loop::Loop& loop, FeedConfig config, Pace pace, const amqp::LinkConfig& link,
         Source& source, metrics::Registry& registry,
         std::function<void(End, std::string why)> on_end);

    void start();
    // Saves the checkpoint and ends the link.
    void stop();
    [[nodiscard]] std::vector<std::string> not_ready() const;

  private:
    void pump();
    bool take_record();
    bool take_reset();
    void begin_another_day();
    void send_record(const Record& record);
    void send_refused(const Record& record);
    bool is_due(const Record& record);
    bool check_day(uint32_t day, std::string_view text);
    void send_nothing(const Record::Empty& place);
    void follow_rule_of_source();
    void name_stream();
    void flush(int32_t partition);
    void flush_all();
    void publish(amqp::Message message, Progress before, size_t events);
    void on_linger();
    void on_progress();
    void on_tick();
    void show_ages(bool blocked);
    void save_checkpoint();
    void on_saved(const Progress& progress, const base::Status& saved);
    [[nodiscard]] Progress safe_progress() const;
    void finish(End end, const std::string& why);

    const FeedConfig config_;
    Source& source_;
    const std::function<void(End, std::string)> on_end_;
    FeedMetrics metrics_;
    CheckpointFile checkpoint_file_;
    Pace pace_;
    Numbering numbering_;
    Batcher batcher_;
    Confirmed confirmed_;
    Progress saved_;
    std::optional<base::WallTime> began_;
    std::string stream_name_;  // source of the events of this generation
    Progress before_;          // the first event of the newest body
    uint64_t read_ = 0;        // not counted in the metric yet
    uint64_t records_ = 0;     // of this run
    base::WallTime received_;
    bool saving_ = false;
    std::optional<base::MonoTime> unsaved_since_;  // something is safe and not on disk
    std::optional<base::MonoTime> blocked_since_;
    bool reset_unsaved_ =
        false;                // nothing goes out under a generation that a restart would not know
    bool recovered_ = false;  // before that the checkpoint is not ours to write
    bool ended_ = false;
    bool finished_ = false;
    loop::Timer due_;
    loop::Timer linger_;
    loop::Timer tick_;
    loop::Timer more_;
    amqp::Publisher publisher_;
    loop::Mailbox<std::pair<Progress, base::Status>> saves_;
    loop::Worker
        saver_;  // fsync may take longer than a heartbeat; last, because it posts to `saves_`
};

}  // namespace feed
