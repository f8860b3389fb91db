#include "producers/replay/rehearse.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "common/amqp/publisher.h"
#include "common/journal/routing.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"
#include "producers/replay/lane.h"
#include "producers/replay/progress.h"

namespace replay {

using base::Errc;
using base::Error;
using base::Status;
using base::Unit;

std::optional<amqp::Message> rehearsed(const journal::Record& record, const Selection& selection,
                                       int32_t partitions, events::Decoder& decoder,
                                       int64_t& events) {
    const auto partition = journal::ledger_partition_of(record, partitions);
    if (!partition || record.cut || record.body.empty()) return std::nullopt;
    if (!selection.meets(*partition, partitions)) return std::nullopt;
    const events::Batch batch = decoder.decode(record.body, record.content_encoding);
    std::vector<const events::Event*> meant;
    for (const events::Event& event : batch.events) {
        const bool ours = event.day == selection.day &&
                          (selection.source.empty() || event.source == selection.source);
        if (ours && selection.wants(event)) meant.push_back(&event);
    }
    const auto is_nothing = [&](const events::Refusal& refusal) {
        return refusal.nothing && refusal.day == selection.day;
    };
    // Places without an event go with the events around them, or behind them all would wait.
    const bool whole =
        meant.size() == batch.events.size() && std::ranges::all_of(batch.refusals, is_nothing);
    if (meant.empty() && !whole) return std::nullopt;
    events += static_cast<int64_t>(meant.size());
    amqp::Message message{record.exchange, record.routing_key, record.content_encoding, record.body,
                          true};
    if (whole) return message;
    message.content_encoding.clear();
    message.body = "[";
    for (const events::Event* event : meant) {
        if (message.body.size() > 1) message.body.push_back(',');
        events::encode(*event, message.body);
    }
    message.body.push_back(']');
    return message;
}

namespace {

// A thread reads the record; the loop, on the calling thread, publishes.
class Rehearsal {
  public:
    Rehearsal(const Job& job, const amqp::LinkConfig& link, Opened journal, Pace pace,
              Report& report)
        : job_{job},
          report_{report},
          journal_{std::move(journal)},
          pace_{std::move(pace)},
          progress_{0, journal_.last_offset, [this] { return report_.events; }},
          decoder_{job.config.partitions},
          publisher_{loop_, link, {}, [] {}},
          tick_{loop_, [this] { on_tick(); }},
          reader_{[this] { status_ = read(); }} {
        tick_.start_every(kTickMs);
    }
    ~Rehearsal() {
        lane_.close();
        if (reader_.joinable()) reader_.join();
    }
    Rehearsal(const Rehearsal&) = delete;
    Rehearsal& operator=(const Rehearsal&) = delete;

    Status run() {
        loop_.run();
        lane_.close();
        reader_.join();
        if (!problem_.empty()) return Error{Errc::Fatal, problem_};
        return status_;
    }

  private:
    static constexpr int64_t kTickMs = 2;
    static constexpr int64_t kSilenceUsMax = 60'000'000;

    Status read() {
        while (!job_.stopping->raised()) {
            auto next = journal_.source->next();
            if (!next.ok()) {
                lane_.end();
                return next.error();
            }
            std::optional<journal::Record> record = std::move(next).value();
            if (!record) break;
            if (!journal::ledger_partition_of(*record, job_.config.partitions)) continue;
            pace_.wait_for(*record, job_.selection.day, *job_.stopping);
            if (!lane_.put({0, std::move(*record)})) break;
        }
        lane_.end();
        return Unit{};
    }

    void on_tick() {
        const base::MonoTime now = base::mono_now();
        if (job_.stopping->raised()) {
            report_.stopped = true;
            return finish();
        }
        if (waiting_.empty()) waiting_ = lane_.take_now();
        while (!waiting_.empty() && publisher_.has_room()) publish_next();
        const uint64_t confirmed = publisher_.confirmed_through();
        if (confirmed != seen_ || !heard_) heard_ = now, seen_ = confirmed;
        const bool owed = confirmed < published_;
        if (!owed && waiting_.empty() && lane_.ended()) return finish();
        if (!owed) heard_ = now;
        if (now - *heard_ > kSilenceUsMax) {
            problem_ =
                "the broker has confirmed nothing for 60 s; is there such a vhost, with the "
                "same topology?";
            finish();
        }
    }

    void publish_next() {
        const journal::Record record = std::move(waiting_.front().record);
        waiting_.pop_front();
        ++report_.messages;
        progress_.at(record.offset);
        auto message =
            rehearsed(record, job_.selection, job_.config.partitions, decoder_, report_.events);
        if (!message) return;
        if (const auto number = publisher_.try_publish(*message)) published_ = *number;
    }

    void finish() {
        tick_.stop();
        publisher_.close();
        loop_.stop();
    }

    const Job& job_;
    Report& report_;
    Opened journal_;
    Pace pace_;
    Progress progress_;
    events::Decoder decoder_;
    Lane lane_;
    std::deque<Addressed> waiting_;
    uint64_t published_ = 0;
    uint64_t seen_ = 0;
    std::optional<base::MonoTime> heard_;
    std::string problem_;
    Status status_{Unit{}};
    loop::Loop loop_;
    amqp::Publisher publisher_;
    loop::Timer tick_;
    std::thread reader_;
};

Status publish_all(const Job& job, const std::string& vhost, Report& report) {
    if (vhost == job.link.vhost) {
        return Error{Errc::Invalid, "--to-vhost: that is the live one"};
    }
    auto opened = open_journal(job, 0);
    if (!opened.ok()) return opened.error();
    auto pace = Pace::parse(job.pace, job.config.partitions);
    if (!pace) return Error{Errc::Invalid, "--pace: neither max nor a whole number"};
    amqp::LinkConfig link = job.link;
    link.vhost = vhost;
    link.name += "-rehearsal";
    Rehearsal rehearsal{job, link, std::move(opened).value(), std::move(*pace), report};
    return rehearsal.run();
}

}  // namespace

Report rehearse(const Job& job, const std::string& vhost) {
    const base::MonoTime began = base::mono_now();
    Report report = report_of(job, "rehearse");
    if (const Status done = publish_all(job, vhost, report); !done.ok()) {
        report.failure = done.error().what;
    }
    report.applied = report.events;
    report.fold_us = report.us = base::mono_now() - began;
    report.peak_memory_kb = peak_memory_kb();
    return report;
}

}  // namespace replay
