#include "producers/replay/job.h"

#include <sys/resource.h>
#include <unistd.h>

#include <utility>

#include "common/journal/stream_source.h"
#include "common/log/log.h"
#include "producers/replay/archives.h"
#include "producers/replay/progress.h"

namespace replay {

base::Result<Opened> open_journal(const Job& job, int64_t from) {
    if (!job.archives.empty()) {
        return Opened{std::make_unique<Archives>(job.archives, from),
                      [] { return std::optional<int64_t>{}; }};
    }
    auto stream = std::make_unique<journal::StreamSource>(job.link, from);
    journal::StreamSource* const known = stream.get();
    return Opened{std::move(stream), [known] { return known->last_offset(); }};
}

std::string Job::purpose() const {
    std::string purpose = selection.text();
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
        logging::warn("the journal will be read again", {{"reason", passed.error().what}});
    }
}

base::Error nothing_of_the_day() {
    return {base::Errc::Invalid, "day: the journal holds nothing of this day"};
}

bool wait_for_archive(const Job& job) {
    constexpr int64_t kWaitUs = 1'000'000;  // twice what a record waits for its block
    return job.archives.empty() || job.stopping->wait_us(kWaitUs);
}

int64_t peak_memory_kb() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

}  // namespace replay
