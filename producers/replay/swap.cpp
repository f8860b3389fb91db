#include "producers/replay/swap.h"

#include <algorithm>
#include <utility>

#include "common/audit/audit.h"
#include "common/carry/store.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/log/log.h"
#include "producers/replay/book_backdated.h"
#include "producers/replay/exchange_books.h"
#include "producers/replay/live_books.h"
#include "producers/replay/one_at_a_time.h"
#include "producers/replay/pauses.h"
#include "producers/replay/shadow.h"
#include "producers/replay/tables.h"

namespace replay {

using base::Errc;
using base::Error;
using base::Status;
using base::Unit;

namespace {

class Swap {
  public:
    Swap(const Job& job, audit::Person who, std::string reason, Report& report)
        : job_{job},
          who_{std::move(who)},
          reason_{std::move(reason)},
          report_{report},
          lock_{job.database},
          session_{job.database},
          live_{job.database, job.selection.day},
          shadow_{job.database, std::to_string(job.selection.day)},
          pauses_{session_, job.config.partitions, job.selection.day} {}

    Status run() {
        if (Status locked = lock_.take(); !locked.ok()) return locked;
        if (Status ready = session_.connect(); !ready.ok()) return ready;
        if (Status ready = live_.connect(); !ready.ok()) return ready;
        if (Status ready = shadow_.connect(); !ready.ok()) return ready;
        const auto exchanged = exchanged_by_earlier_run();
        if (!exchanged.ok()) return exchanged.error();
        if (!exchanged.value().empty()) return finish(exchanged.value());
        // A killed run's pauses would hold the ledgers while the day is folded.
        if (Status free = pauses_.let_go(); !free.ok()) return free;
        Status prepared = prepare();
        if (prepared.ok()) prepared = exchange();
        if (prepared.ok()) return finish(old_);
        const Status freed = pauses_.let_go();
        return freed.ok() ? prepared
                          : Error{Errc::Fatal, prepared.error().what +
                                                   "; and the "
                                                   "pauses stay: " +
                                                   freed.error().what};
    }

  private:
    // The database with the old tables, where a run was killed behind the exchange; "" else. The
    // row in the shadow is written before the exchange; only behind it the tables are gone.
    base::Result<std::string> exchanged_by_earlier_run() {
        const auto books = shadow_.has(kBooks[0]);
        if (!books.ok()) return books.error();
        const auto swapping = shadow_.has("swapping");
        if (!swapping.ok()) return swapping.error();
        if (books.value() || !swapping.value()) return std::string{};
        const auto old = session_.query("SELECT old FROM `" + shadow_.name() + "`.swapping");
        if (!old.ok()) return old.error();
        return old.value().empty() ? std::string{} : old.value()[0][0].value_or("");
    }

    // All but the last moments of the day, while the ledgers still work.
    Status prepare() {
        if (Status made = shadow_.open(job_.purpose(), job_.fresh); !made.ok()) return made;
        report_.resumed = shadow_.resumed();
        if (Status done = book_later_ones(); !done.ok()) return done;
        if (Status done = fold(shadow_.config(), {}, nullptr); !done.ok()) return done;
        if (report_.events == 0) return shadow_.after(nothing_of_the_day());
        return whole();
    }

    Status exchange() {
        paused_ = base::mono_now();
        if (Status asked = pauses_.ask(who_.name, reason_); !asked.ok()) return asked;
        Status drained = pauses_.wait_drained(job_.config.drain_ms, *job_.stopping);
        if (!drained.ok()) return drained;
        if (Status done = catch_up(); !done.ok()) return done;
        for (const std::string& sql :
             copy_the_rest(job_.database.name, shadow_.name(), job_.selection.day)) {
            if (const auto done = session_.execute(sql); !done.ok()) return done.error();
        }
        if (Status done = shadow_.carry_open(job_.selection); !done.ok()) return done;
        return rename();
    }

    // To the end of the record, and at least as far as the live books are.
    Status catch_up() {
        constexpr int kPassesMax = 4;
        if (Status done = book_later_ones(); !done.ok()) return done;
        Marks wanted;
        for (int passes = 0; passes < kPassesMax; ++passes) {
            if (passes > 0 && !wait_for_more(job_)) break;
            if (Status done = fold(shadow_.config(), {}, nullptr); !done.ok()) return done;
            auto marks = live_.marks(std::nullopt);
            if (!marks.ok()) return marks.error();
            wanted = std::move(marks).value();
            if (!behind(reached_, wanted)) break;
        }
        report_.gaps = holes_of(reached_, wanted, last_.outcome.gaps);
        if (Status good = whole(); !good.ok()) return good;
        const auto rows =
            session_.query(count_unknown(job_.database.name, shadow_.name(), job_.selection.day));
        if (!rows.ok()) return rows.error();
        const int64_t unknown = db::Columns{rows.value()[0]}.integer();
        if (unknown == 0) return Unit{};
        return Error{Errc::Invalid, std::to_string(unknown) +
                                        " events without a number are in the live books and not "
                                        "in the record"};
    }

    // Corrections of this day's trades that bear later days, each at its place: the day's own
    // record has none of them.
    Status book_later_ones() {
        FoldContext context;
        context.target = shadow_.config();
        context.partitions = job_.config.partitions;
        context.parked = job_.config.parked;
        context.owner = owner_name();
        context.selection = job_.selection;
        if (Status read = later_.read(live_, context); !read.ok()) return read;
        auto present = live_.marks(std::nullopt);
        if (!present.ok()) return present.error();
        while (auto bounds = later_.next(present.value())) {
            if (Status done = fold(shadow_.config(), {*std::move(bounds)}, nullptr); !done.ok()) {
                return done;
            }
            if (Status done = later_.book(context); !done.ok()) return done;
        }
        return Unit{};
    }

    Status rename() {
        old_ = old_name(job_.database.name, base::wall_now());
        std::string note = "REPLACE INTO `" + shadow_.name() + "`.swapping VALUES (1,";
        db::append_text(note, old_);
        note.append(")");
        const std::string statements[] = {
            "CREATE TABLE IF NOT EXISTS `" + shadow_.name() +
                "`.swapping (one INT NOT NULL PRIMARY KEY, old VARCHAR(64) NOT NULL)",
            note,
            "CREATE DATABASE `" + old_ + "`",
            // It waits for transactions on these tables, and all others wait behind it.
            "SET SESSION lock_wait_timeout=20",
            rename_all(job_.database.name, shadow_.name(), old_),
        };
        for (const std::string& sql : statements) {
            if (const auto done = session_.execute(sql); !done.ok()) return done.error();
        }
        return Unit{};
    }

    // Behind the exchange: nothing here may be left undone.
    Status finish(const std::string& old) {
        if (Status done = heal(old); !done.ok()) return done;
        if (Status freed = pauses_.let_go(); !freed.ok()) return freed;
        // The books have again what was pruned of them.
        const auto whole =
            session_.execute("DELETE FROM pruned WHERE day=" + std::to_string(job_.selection.day));
        if (!whole.ok()) return whole.error();
        const auto corrected = carry::carry_behind(session_, job_.selection.day);
        if (!corrected.ok()) return corrected.error();
        report_.openings_corrected = corrected.value();
        Status noted = audit::record(session_, base::wall_now().us, who_, "replay swap",
                                     report_.selection + ": " + reason_ + "; old books in " + old);
        if (!noted.ok()) return noted;
        report_.old_books = old;
        if (paused_.us != 0) report_.paused_us = base::mono_now() - paused_;
        return shadow_.drop();
    }

    // What a ledger that had not paused wrote into the old books at the last moment, and has
    // acknowledged: nobody would send it again.
    Status heal(const std::string& old) {
        db::DatabaseConfig config = job_.database;
        config.name = old;
        LiveBooks before{config, job_.selection.day};
        if (Status ready = before.connect(); !ready.ok()) return ready;
        const auto wanted = before.marks(std::nullopt);
        if (!wanted.ok()) return wanted.error();
        const auto now = live_.marks(std::nullopt);
        if (!now.ok()) return now.error();
        const auto unknown =
            session_.query(count_unknown(old, job_.database.name, job_.selection.day));
        if (!unknown.ok()) return unknown.error();
        const bool complete = db::Columns{unknown.value()[0]}.integer() == 0;
        if (!behind(now.value(), wanted.value()) && complete) return Unit{};
        logging::warn("a ledger had not paused: what it wrote meanwhile is fetched");
        from_ = 0;
        return fold(job_.database, {wanted.value()}, &before);
    }

    Status fold(const db::DatabaseConfig& target, Bounds bounds, LiveBooks* only_known) {
        FoldContext context;
        context.target = target;
        context.partitions = job_.config.partitions;
        context.batch_events = job_.config.batch_events;
        context.parked = job_.config.parked;
        context.owner = owner_name();
        context.selection = job_.selection;
        context.stopping = job_.stopping;
        context.bounds = std::move(bounds);
        auto passed = live_.passed(job_.config.partitions);
        if (!passed.ok()) return passed.error();
        context.passed = std::move(passed).value();
        auto decisions = live_.decisions();
        if (!decisions.ok()) return decisions.error();
        context.decisions = std::move(decisions).value();
        if (only_known != nullptr) {
            context.known = [only_known](const auto& events) { return only_known->known(events); };
        }
        auto folded = fold_pass(job_, context, from_, report_);
        if (!folded.ok()) {
            // Behind the exchange the shadow tells the next run that the swap is to be finished.
            return only_known == nullptr ? shadow_.after(folded.error()) : folded.error();
        }
        last_ = std::move(folded).value();
        if (last_.stopped) return Error{Errc::Retryable, "stopped before the end"};
        for (const auto& [stream, seq] : last_.outcome.reached) reached_[stream] = seq;
        from_ = std::min(last_.outcome.left_from, std::max(from_, last_.next_offset));
        return Unit{};
    }

    Status whole() {
        if (report_.gaps.empty()) report_.gaps = holes_of(reached_, {}, last_.outcome.gaps);
        if (report_.gaps.empty()) return Unit{};
        return Error{Errc::Invalid, "the record does not hold the whole day; nothing is changed"};
    }

    const Job& job_;
    const audit::Person who_;
    const std::string reason_;
    Report& report_;
    OneAtATime lock_;
    db::Session session_;  // in the live database
    LiveBooks live_;
    Shadow shadow_;
    Pauses pauses_;
    BackdatedBookings later_{BackdatedBookings::Misfit::Refused};
    Passage last_;
    Marks reached_;
    int64_t from_ = 0;
    std::string old_;
    base::MonoTime paused_;
};

}  // namespace

Report swap(const Job& job, const audit::Person& who, const std::string& reason) {
    const base::MonoTime began = base::mono_now();
    Report report = report_of(job, "swap");
    Swap swap{job, who, reason, report};
    if (const Status done = swap.run(); !done.ok()) {
        report.failure = done.error().what;
        report.stopped = job.stopping->raised() && done.error().code == Errc::Retryable;
    }
    report.peak_memory_kb = peak_memory_kb();
    report.us = base::mono_now() - began;
    return report;
}

}  // namespace replay
