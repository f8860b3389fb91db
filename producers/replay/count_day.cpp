#include "producers/replay/count_day.h"

#include <algorithm>
#include <utility>

#include "common/journal/routing.h"
#include "producers/replay/progress.h"

namespace replay {
namespace {

class Count {
  public:
    Count(const Job& job, Report& report)
        : job_{job}, report_{report}, decoder_{job.config.partitions} {}

    void take(const journal::Record& record) {
        const Selection& selection = job_.selection;
        const auto partition = journal::ledger_partition_of(record, job_.config.partitions);
        if (!partition || !selection.meets(*partition, job_.config.partitions)) return;
        const events::Batch batch = decoder_.decode(record.body, record.content_encoding);
        for (const events::Event& event : batch.events) {
            if (event.day != selection.day) continue;
            if (!selection.source.empty() && event.source != selection.source) continue;
            note_seq({*partition, std::string{event.source}}, event.seq);
            ++report_.events;
            if (selection.wants(event)) ++report_.applied;
        }
        for (const events::Refusal& refusal : batch.refusals) {
            if (refusal.day != selection.day) continue;
            if (refusal.numbered) note_seq({*partition, refusal.source}, refusal.seq);
            if (!refusal.nothing) ++report_.refused;
        }
    }

    void finish() {
        for (const auto& [stream, first] : first_) {
            if (first <= 1) continue;
            report_.gaps.push_back(
                {stream, 1, first - 1, "the record begins in the middle of this stream"});
        }
    }

  private:
    void note_seq(StreamKey stream, int64_t seq) {
        if (seq == 0) return;
        int64_t& first = first_.try_emplace(std::move(stream), seq).first->second;
        first = std::min(first, seq);
    }

    const Job& job_;
    Report& report_;
    events::Decoder decoder_;
    Marks first_;
};

base::Status read_all(const Job& job, Report& report) {
    auto opened = open_journal(job, 0);
    if (!opened.ok()) return opened.error();
    const Opened journal = std::move(opened).value();
    Count count{job, report};
    Progress progress{0, journal.last_offset, [&] { return report.events; }};
    while (!job.stopping->raised()) {
        auto read = journal.source->next();
        if (!read.ok()) return read.error();
        const std::optional<journal::Record> record = std::move(read).value();
        if (!record) {
            count.finish();
            return base::Unit{};
        }
        ++report.messages;
        progress.at(record->offset);
        count.take(*record);
    }
    report.stopped = true;
    return base::Unit{};
}

}  // namespace

Report count_day(const Job& job) {
    const base::MonoTime began = base::mono_now();
    Report report = report_of(job, "dry run");
    if (const base::Status done = read_all(job, report); !done.ok()) {
        report.failure = done.error().what;
    }
    report.fold_us = report.us = base::mono_now() - began;
    report.peak_memory_kb = peak_memory_kb();
    return report;
}

}  // namespace replay
