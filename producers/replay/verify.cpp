#include "producers/replay/verify.h"

#include <algorithm>
#include <utility>

#include "common/events/partition.h"
#include "producers/replay/book_backdated.h"
#include "producers/replay/compare_books.h"
#include "producers/replay/live_books.h"
#include "producers/replay/one_at_a_time.h"
#include "producers/replay/pruned_books.h"
#include "producers/replay/shadow.h"

namespace replay {

using base::Status;
using base::Unit;

namespace {

class Verification {
  public:
    Verification(const Job& job, Report& report)
        : job_{job},
          report_{report},
          lock_{job.database},
          live_{job.database, job.selection.day},
          present_{job.database, job.selection.day},
          shadow_{job.database, suffix(job.selection)} {
        context_.target = shadow_.config();
        context_.partitions = job.config.partitions;
        context_.batch_events = job.config.batch_events;
        context_.parked = job.config.parked;
        context_.owner = owner_name();
        context_.selection = job.selection;
        context_.stopping = job.stopping;
        context_.known = [this](const auto& events) { return known(events); };
    }

    Status run() {
        if (Status locked = lock_.take(); !locked.ok()) return locked;
        if (Status ready = live_.connect(); !ready.ok()) return ready;
        if (Status ready = present_.connect(); !ready.ok()) return ready;
        if (Status ready = shadow_.connect(); !ready.ok()) return ready;
        if (Status made = shadow_.open(job_.purpose(), job_.fresh); !made.ok()) return made;
        report_.resumed = shadow_.resumed();
        auto pruned = live_.pruned();
        if (!pruned.ok()) return pruned.error();
        pruned_ = std::move(pruned).value();
        if (Status done = fold_to_present(); !done.ok() || report_.stopped) return done;
        if (Status done = settle(); !done.ok()) return done;
        if (Status done = fold_to_moment(); !done.ok() || report_.stopped) return done;
        if (report_.gaps.empty()) {
            if (Status done = compare(); !done.ok()) return done;
        }
        if (job_.keep) {
            report_.shadow = shadow_.name();
            return Unit{};
        }
        return shadow_.drop();
    }

  private:
    // Of a source of which the inbox was pruned, each of its events may have been known: whether
    // the pruned ones were just these tells the comparison.
    base::Result<std::set<std::string>> known(const std::vector<const events::Event*>& events) {
        auto found = live_.known(events);
        if (!found.ok() || pruned_.empty()) return found;
        std::set<std::string> names = std::move(found).value();
        for (const events::Event* event : events) {
            const books::PrunedKey key{books::PrunedTable::Inbox, job_.selection.day,
                                       std::string{event->source}, 0};
            if (pruned_.contains(key)) names.insert(inbox_name(*event));
        }
        return names;
    }

    Status compare() {
        if (Status looked = forget_known(); !looked.ok()) return looked;
        auto told = scope_but_for_pruned(live_, shadow_, scope(), pruned_, report_);
        if (!told.ok()) return told.error();
        Status done = compare_books(live_, shadow_, told.value(), report_);
        if (!done.ok()) return done;
        if (Status late = look_for_parked(present_, shadow_, report_); !late.ok()) return late;
        Status unread = compare_unread(present_, shadow_, scope(), report_);
        if (!unread.ok()) return unread;
        // In the record long before the moment of the comparison, and never applied.
        for (std::string& name : left_ids_) {
            name.erase(name.rfind('\n'));  // the digest says nothing to people
            std::replace(name.begin(), name.end(), '\n', ',');
            report_.differences.push_back({"inbox", name, "missing", "", "", ""});
        }
        return known_to_somebody();
    }

    // Nothing is equal to nothing: a day or account that is nowhere was mistyped.
    Status known_to_somebody() {
        const bool day_has_events = job_.selection.account.empty() && report_.events > 0;
        if (day_has_events || !report_.differences.empty()) return Unit{};
        const auto known = knows_any(live_, shadow_, scope());
        if (!known.ok()) return known.error();
        if (known.value()) return Unit{};
        const bool day = job_.selection.account.empty();
        const std::string what = day ? "day: " : "account " + job_.selection.account + ": ";
        return shadow_.after(
            {base::Errc::Invalid, what + "neither the record nor the books know anything of this " +
                                      (day ? "day" : "account on this day")});
    }

    // Whose streams are looked at.
    [[nodiscard]] std::optional<int32_t> partition() const {
        const Selection& selection = job_.selection;
        if (selection.account.empty()) return selection.partition;
        return events::partition_of(selection.account, job_.config.partitions);
    }

    static std::string suffix(const Selection& selection) {
        std::string suffix = std::to_string(selection.day);
        if (selection.partition) suffix += "_p" + std::to_string(*selection.partition);
        if (!selection.account.empty()) suffix += "_account";
        return suffix;
    }

    Scope scope() const {
        return {job_.selection.day, job_.selection.partition, job_.config.partitions,
                job_.selection.account};
    }

    Status pass() {
        auto passed = fold_pass(job_, context_, from_, report_);
        if (!passed.ok()) return shadow_.after(passed.error());
        last_ = std::move(passed).value();
        report_.stopped = last_.stopped;
        for (const auto& [stream, seq] : last_.outcome.reached) reached_[stream] = seq;
        for (const auto& [stream, seq] : last_.outcome.journal) {
            journal_[stream] = std::max(journal_[stream], seq);
        }
        from_ = std::min(last_.outcome.left_from, std::max(from_, last_.next_offset));
        return Unit{};
    }

    Status read_passed() {
        auto passed = live_.passed(job_.config.partitions);
        if (!passed.ok()) return passed.error();
        context_.passed = std::move(passed).value();
        auto decisions = live_.decisions();
        if (!decisions.ok()) return decisions.error();
        context_.decisions = std::move(decisions).value();
        return Unit{};
    }

    // Corrections of this day's trades that bear later days, each at its place.
    Status book_later_ones(const Marks& present) {
        if (Status read = later_.read(live_, context_); !read.ok()) return read;
        while (const auto bounds = later_.next(present)) {
            context_.bounds.marks = *bounds;
            if (Status done = pass(); !done.ok() || report_.stopped) return done;
            if (Status done = later_.book(context_); !done.ok()) return done;
        }
        return Unit{};
    }

    // The bulk of the day, up to where the live books are now.
    Status fold_to_present() {
        auto marks = live_.marks(partition());
        if (!marks.ok()) return marks.error();
        if (Status done = read_passed(); !done.ok()) return done;
        if (Status done = book_later_ones(marks.value()); !done.ok()) return done;
        context_.bounds.marks = std::move(marks).value();
        if (Status done = pass(); !done.ok()) return done;
        context_.unnumbered_refusals_end = last_.next_offset;
        left_ids_ = last_.outcome.left_ids;
        heads_ = journal_;
        return Unit{};
    }

    // What the record held already must come into the books now, or it is a difference.
    Status settle() {
        const base::MonoTime until = base::mono_now() + job_.config.settle_ms * 1000;
        while (base::mono_now() < until) {
            auto marks = live_.marks(partition());
            if (!marks.ok()) return marks.error();
            if (Status looked = forget_known(); !looked.ok()) return looked;
            const auto unread = live_.query(select_unread_missing(shadow_.name()));
            if (!unread.ok()) return unread.error();
            const bool all_there = left_ids_.empty() && unread.value().empty();
            if (all_there && !behind(marks.value(), journal_)) return Unit{};
            constexpr int64_t kLookUs = 200'000;
            if (!job_.stopping->wait_us(kLookUs)) return Unit{};
        }
        return Unit{};
    }

    Status forget_known() {
        const auto known = live_.known(left_ids_);
        if (!known.ok()) return known.error();
        std::erase_if(left_ids_, [&](const auto& name) { return known.value().contains(name); });
        return Unit{};
    }

    // One moment of the live books, and the fold exactly up to it. The record may have its last
    // messages a little later than the ledger's queue.
    Status fold_to_moment() {
        if (Status begun = live_.begin_snapshot(); !begun.ok()) return begun;
        auto marks = live_.marks(partition());
        if (!marks.ok()) return marks.error();
        const Marks wanted = std::move(marks).value();
        if (Status done = read_passed(); !done.ok()) return done;
        if (Status done = book_later_ones(wanted); !done.ok()) return done;
        context_.bounds.marks = wanted;
        const bool grows = job_.archives.empty() || job_.archive_grows;
        const int passes_max = grows ? 4 : 1;
        for (int passes = 0; passes < passes_max; ++passes) {
            if (passes > 0 && !wait_for_more(job_)) break;
            if (Status done = pass(); !done.ok() || report_.stopped) return done;
            if (!behind(reached_, wanted)) break;
        }
        report_.left = last_.outcome.left;
        for (Difference& one : behind_heads(heads_, wanted, job_.selection.day)) {
            report_.differences.push_back(std::move(one));
        }
        report_.gaps = holes_of(reached_, wanted, last_.outcome.gaps);
        return Unit{};
    }

    const Job& job_;
    Report& report_;
    OneAtATime lock_;
    LiveBooks live_;     // at one moment, in the end
    LiveBooks present_;  // never
    Shadow shadow_;
    FoldContext context_;
    Passage last_;
    Marks reached_;
    Marks journal_;
    BackdatedBookings later_;
    books::PrunedRows pruned_;  // of the live books, when the fold began
    Marks heads_;               // of the record when the settling began
    std::vector<std::string> left_ids_;
    int64_t from_ = 0;
};

}  // namespace

Report verify(const Job& job) {
    const base::MonoTime began = base::mono_now();
    Report report = report_of(job, "verify");
    Verification verification{job, report};
    if (const Status done = verification.run(); !done.ok()) report.failure = done.error().what;
    report.peak_memory_kb = peak_memory_kb();
    report.us = base::mono_now() - began;
    return report;
}

}  // namespace replay
