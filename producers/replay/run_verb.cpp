#include "producers/replay/run_verb.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "common/base/clock.h"
#include "common/base/exchange_clock.h"
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

// Empty, or what is wrong with the words alone: told before anything is opened.
std::string typing_mistake(const Options& options, const Job& job) {
    constexpr uint32_t kAnyDay = 20'260'803;
    for (const auto& [name, text] : {std::pair{"--from-time", &options.from_time},
                                     {"--to-time", &options.to_time},
                                     {"--as-of", &options.as_of}}) {
        if (text->empty()) continue;
        const auto time = exchange_time(kAnyDay, *text, 0);
        if (!time.ok()) return std::string{name} + ": " + time.error().what;
    }
    if (options.partition >= job.config.partitions) {
        return "--partition: must be 0 to " + std::to_string(job.config.partitions - 1) + ", not " +
               std::to_string(options.partition);
    }
    if (!Pace::parse(options.pace, job.config.partitions)) {
        return "--pace: neither max nor a whole number from 1 on: " + options.pace;
    }
    if (options.workers < 0) return "--workers: at least 1";
    if (!options.as_of.empty() && options.account.empty()) return "--as-of: needs --account";
    if (!options.as_of.empty() && !options.to_time.empty()) return "--as-of: not with --to-time";
    const bool cut = options.partition >= 0 || !options.account.empty();
    if (options.verb == "swap" && cut) return "swap: only a whole day can become the live books";
    if (options.to_vhost == job.link.vhost) return "--to-vhost: that is the live one";
    if (options.archives.empty() && !options.journal && job.config.archive_folder.empty()) {
        return "replay.archive_folder: not set, so the record cannot be read; --archive takes "
               "files, --journal the broker's stream, which may lack what was confirmed";
    }
    return {};
}

// What has been checked by `typing_mistake`; 0 where nothing was typed.
int64_t time_of(const Options& options, const std::string& text, int64_t utc_offset_s) {
    return text.empty() ? 0 : exchange_time(*options.day, text, utc_offset_s).value();
}

// Books of a moment that has not come yet would be those of now under a wrong name.
Status check_past(const char* name, const std::string& text, int64_t at_us, int64_t utc_offset_s) {
    const int64_t now_us = base::wall_now().us;
    if (at_us <= now_us) return Unit{};
    const auto now = base::exchange_time(now_us, utc_offset_s);
    return wrong(fmt::format("{}: {} is still to come: at the exchanges it is {} {:02}:{:02}:{:02}",
                             name, text, now.day, now.second_of_day / 3600,
                             now.second_of_day / 60 % 60, now.second_of_day % 60));
}

Status fill_times(const Options& options, Job& job) {
    const int64_t offset_s = job.config.utc_offset_s;
    Selection& selection = job.selection;
    selection.from_us = time_of(options, options.from_time, offset_s);
    selection.to_us = time_of(options, options.to_time, offset_s);
    Status past = check_past("--from-time", options.from_time, selection.from_us, offset_s);
    if (!past.ok() || options.as_of.empty()) return past;
    const int64_t as_of_us = time_of(options, options.as_of, offset_s);
    selection.to_us = as_of_us + 1;  // what happened in that microsecond has happened
    return check_past("--as-of", options.as_of, as_of_us, offset_s);
}

Status fill(const Options& options, Job& job) {
    Selection& selection = job.selection;
    selection.day = *options.day;
    if (options.partition >= 0) selection.partition = options.partition;
    selection.account = options.account;
    selection.source = options.source;
    selection.from_seq = options.from_seq;
    selection.to_seq = options.to_seq;
    if (Status filled = fill_times(options, job); !filled.ok()) return filled;
    job.archive_grows = options.open;
    job.from_stream = options.journal;
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
    if (const std::string why = typing_mistake(typed, job); !why.empty()) {
        std::fprintf(stderr, "backstop-replay: %s\n", why.c_str());
        return kWrongUse;
    }
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
