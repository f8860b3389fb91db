#include "producers/replay/job.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "common/journal/day_tail.h"
#include "common/journal/mark_request.h"
#include "common/journal/stream_source.h"
#include "common/log/log.h"
#include "producers/replay/archives.h"
#include "producers/replay/progress.h"

namespace replay {

namespace {

// All that is confirmed now.
base::Result<Opened> open_record(const Job& job, int64_t from) {
    constexpr std::chrono::milliseconds kSlice{100};
    const std::string& folder = job.config.archive_folder;
    journal::MarkRequest mark{job.link, folder};
    const base::MonoTime until = base::mono_now() + job.config.record_ms * 1000;
    while (!mark.wait(kSlice)) {
        if (job.stopping->raised()) break;
        if (base::mono_now() < until) continue;
        std::string hosts;
        for (const std::string& host : job.link.hosts) hosts.append(" ").append(host);
        return base::Error{
            base::Errc::Fatal,
            "record: no answer in " + folder + " within " + std::to_string(job.config.record_ms) +
                " ms to a mark put into the broker (" + hosts.substr(1) +
                "); does that answer, and does backstop-archive run, write there and keep up? "
                "--archive takes the files as they are"};
    }
    const int64_t through = mark.through().value_or(-1);
    return Opened{std::make_unique<journal::DayRecord>(folder, job.selection.day, from, through),
                  [through] { return std::optional<int64_t>{through}; }};
}

}  // namespace

base::Result<Opened> open_journal(const Job& job, int64_t from) {
    if (!job.archives.empty()) {
        return Opened{std::make_unique<Archives>(job.archives, from),
                      [] { return std::optional<int64_t>{}; }};
    }
    if (!job.from_stream) return open_record(job, from);
    auto stream = std::make_unique<journal::StreamSource>(job.link, from);
    journal::StreamSource* const known = stream.get();
    return Opened{std::move(stream), [known] { return known->last_offset(); }};
}

std::string Job::purpose() const {
    std::string purpose = selection.text();
    if (from_stream) purpose += " from the stream";
    for (const std::string& path : archives) {
        purpose.append(&path == &archives.front() ? " from " : ", ").append(path);
    }
    return purpose;
}

Report report_of(const Job& job, const char* action) {
    Report report;
    report.action = action;
    report.day = job.selection.day;
    report.selection = job.selection.text();
    return report;
}

std::string owner_name() {
    char host[64] = "unknown";
    gethostname(host, sizeof host - 1);
    return "replay " + std::string{host} + ":" + std::to_string(getpid());
}

base::Result<Passage> fold_pass(const Job& job, const FoldContext& context, int64_t from,
                                Report& report) {
    constexpr int kTriesMax = 3;
    auto pace = Pace::parse(job.pace, job.config.partitions);
    if (!pace) return base::Error{base::Errc::Invalid, "pace: neither max nor a whole number"};
    for (int tried = 1;; ++tried) {
        auto opened = open_journal(job, from);
        if (!opened.ok()) return opened.error();
        Opened journal = std::move(opened).value();
        FoldCounts counts;
        const base::MonoTime began = base::mono_now();
        auto passed = [&] {
            Progress progress{from, journal.last_offset, [&] { return counts.events.load(); }};
            return fold_journal(*journal.source, context, job.workers, *pace, counts,
                                [&](int64_t offset) {
                                    ++report.messages;
                                    progress.at(offset);
                                });
        }();
        report.fold_us += base::mono_now() - began;
        report.events += counts.events;
        report.applied += counts.applied;
        report.refused += counts.refused;
        report.duplicates += counts.duplicates;
        report.peak_memory_kb = peak_memory_kb();
        if (passed.ok() || passed.error().code != base::Errc::Retryable || tried == kTriesMax) {
            return passed;
        }
        logging::warn("the record will be read again", {{"reason", passed.error().what}});
    }
}

base::Error nothing_of_the_day() {
    return {base::Errc::Invalid, "day: the record holds nothing of this day"};
}

bool wait_for_more(const Job& job) {
    constexpr int64_t kWaitUs = 1'000'000;  // twice what a record waits for its block
    return job.stopping->wait_us(kWaitUs);
}

int64_t peak_memory_kb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

}  // namespace replay
