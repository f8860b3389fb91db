#include "producers/replay/run_verb.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "common/db/session.h"
#include "common/site/day_store.h"
#include "producers/replay/archives.h"
#include "producers/replay/build_shadow.h"
#include "producers/replay/count_day.h"
#include "producers/replay/rehearse.h"
#include "producers/replay/swap_consent.h"
#include "producers/replay/verify.h"

namespace replay {

using base::Status;
using base::Unit;

namespace {

enum Exit { kDone = 0, kFailed = 1, kWrongUse = 2, kStopped = 3 };

Status wrong(std::string why) { return base::Error{base::Errc::Invalid, std::move(why)}; }

Status take_time(const Options& options, const std::string& text, int64_t utc_offset_s,
                 int64_t& to) {
    if (text.empty()) return Unit{};
    const auto time = exchange_time(*options.day, text, utc_offset_s);
    if (!time.ok()) return time.error();
    to = time.value();
    return Unit{};
}

Status fill(const Options& options, Job& job) {
    if (!events::is_trading_day(*options.day)) return wrong("--day: not a day, yyyymmdd");
    if (options.partition >= job.config.partitions) return wrong("--partition: there is none such");
    if (!Pace::parse(options.pace, job.config.partitions)) {
        return wrong("--pace: neither max nor a whole number from 1 on");
    }
    if (options.workers < 0) return wrong("--workers: at least 1");
    Selection& selection = job.selection;
    selection.day = *options.day;
    if (options.partition >= 0) selection.partition = options.partition;
    selection.account = options.account;
    selection.source = options.source;
    selection.from_seq = options.from_seq;
    selection.to_seq = options.to_seq;
    const int64_t offset_s = job.config.utc_offset_s;
    Status taken = take_time(options, options.from_time, offset_s, selection.from_us);
    if (!taken.ok()) return taken;
    taken = take_time(options, options.to_time, offset_s, selection.to_us);
    if (!taken.ok()) return taken;
    if (!options.as_of.empty()) {
        if (options.account.empty()) return wrong("--as-of: needs --account");
        if (!options.to_time.empty()) return wrong("--as-of: not with --to-time");
        taken = take_time(options, options.as_of, offset_s, selection.to_us);
        if (!taken.ok()) return taken;
        ++selection.to_us;  // what happened in that microsecond has happened
    }
    if (options.verb == "swap" && !selection.everything()) {
        return wrong("swap: only a whole day can become the live books");
    }
    if (options.to_vhost == job.link.vhost) return wrong("--to-vhost: that is the live one");
    job.archive_grows = options.open;
    job.from_stream = options.journal;
    if (options.archives.empty() && !options.journal && job.config.archive_folder.empty()) {
        return wrong(
            "replay.archive_folder: not set, so the record cannot be read; --archive takes files, "
            "--journal the broker's stream, which may lack what was confirmed");
    }
    job.pace = options.pace;
    job.workers = options.workers == 0 ? job.config.partitions
                                       : std::min(options.workers, job.config.partitions);
    job.keep = options.keep;
    job.fresh = options.fresh;
    // A transaction of this size, or a checksum over a whole table, may take its time.
    job.database.io_timeout_s = 300;
    return Unit{};
}

Report run(const Options& options, Job& job) {
    if (!options.archives.empty()) {
        auto chosen = choose_archives(options.archives, *options.day, options.open);
        if (!chosen.ok()) {
            Report report = report_of(job, options.verb.c_str());
            report.failure = chosen.error().what;
            return report;
        }
        job.archives = std::move(chosen).value();
    }
    if (options.dry_run) return count_day(job);
    if (options.verb == "swap") return swap_by_two(options, job);
    if (options.verb == "rehearse") return rehearse(job, options.to_vhost);
    if (options.verb == "verify") return verify(job);
    return options.as_of.empty() ? build_shadow(job) : books_as_of(job);
}

// Where no day was typed it is the open one.
base::Result<Options> completed(Options options, const db::DatabaseConfig& database) {
    if (options.day) return options;
    db::Session session{database};
    if (Status connected = session.connect(); !connected.ok()) return connected.error();
    const auto day = site::require_day(session);
    if (!day.ok()) return day.error();
    options.day = day.value();
    return options;
}

int exit_code(const Report& report) {
    if (report.stopped) return kStopped;
    return report.good() ? kDone : kFailed;
}

}  // namespace

int run_verb(const Options& typed, Job job) {
    const auto with_day = completed(typed, job.database);
    if (!with_day.ok()) {
        std::fprintf(stderr, "backstop-replay: %s\n", with_day.error().what.c_str());
        return kFailed;
    }
    const Options& options = with_day.value();
    if (const Status filled = fill(options, job); !filled.ok()) {
        std::fprintf(stderr, "backstop-replay: %s\n", filled.error().what.c_str());
        return kWrongUse;
    }
    const Report report = run(options, job);
    std::fputs((options.json ? json_of(report) + "\n" : text_of(report)).c_str(), stdout);
    return exit_code(report);
}

}  // namespace replay
