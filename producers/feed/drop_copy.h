#pragma once

#include <array>
#include <memory>
#include <string>

#include "common/fix/engine.h"
#include "common/loop/mailbox.h"
#include "common/loop/timer.h"
#include "common/reports/mapping.h"
#include "producers/feed/drop_copy_session.h"
#include "producers/feed/hole_watch.h"
#include "producers/feed/source.h"

namespace feed {

struct DropCopyConfig {
    fix::EngineConfig engine;  // one session
    reports::MappingConfig mapping;
    size_t waiting_messages_max = 10'000;
};

// A FIX drop copy session as a source that never ends. Each number of the counterparty is two
// places of the stream, whether it carries two events, one or none, and which of them have a number
// depends on the message alone: so every seq is the same when it is sent again, whatever the
// mapping can make of it then.
// Loop thread, with the engine's thread behind it.
class DropCopy : public Source {
  public:
    DropCopy(loop::Loop& loop, DropCopyConfig config, metrics::Registry& registry);
    ~DropCopy() override;

    void start(const From& from, std::function<void()> on_ready) override;
    [[nodiscard]] bool resumed() const override { return true; }
    [[nodiscard]] uint32_t numbering_rule() const override;
    [[nodiscard]] Look look() override;
    [[nodiscard]] const Record& front() override { return records_[first_]; }
    void pop() override;
    [[nodiscard]] std::string problem() const override { return problem_; }

    void stop();  // logs out; no more comes
    [[nodiscard]] std::vector<std::string> not_ready() const;

  private:
    void take(Arrival arrival);
    void take_unusable();
    void read_message();
    void count(const reports::Mapping::Outcome& outcome);
    void put_report(reports::Mapping::Outcome outcome);
    void refuse(std::string why);
    void put_refusal(std::string why);
    void put(Record record);
    void put_event(const std::optional<events::Event>& event, bool own, bool has_number);
    void fill_up_to(uint64_t position);
    void watch_for_holes();
    void on_tick();

    const DropCopyConfig config_;
    std::function<void()> on_ready_;
    DropCopyMetrics metrics_;
    loop::Mailbox<bool> wake_;
    Arrivals arrivals_;
    DropCopySession session_;
    fix::Engine engine_;
    HoleWatch hole_;
    bool hole_told_ = false;
    loop::Timer tick_;
    reports::Mapping mapping_;
    uint64_t position_ = 0;  // of the last record made
    std::string problem_;
    // The message in work, to which the records' views point.
    fix::Message message_;
    std::string text_;
    fix::ReportPlaces places_;
    // Of the message in work: empty places before it, its refusal, its two places.
    std::array<Record, 4> records_;
    size_t first_ = 0;
    size_t count_ = 0;
};

}  // namespace feed
