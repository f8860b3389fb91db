#include "consumers/squareoff/partition.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "common/base/clock.h"
#include "common/log/log.h"
#include "consumers/squareoff/advance.h"

namespace squareoff {
namespace {

constexpr int64_t kTickMs = 20;
constexpr int64_t kLedgerWaitMsMax = 200;
constexpr int64_t kLedgerWaitMs = 2;  // until the books are asked again how far they are
constexpr int64_t kClockEveryUs = 5'000'000;
constexpr int64_t kDayEveryUs = 1'000'000;
constexpr size_t kPageAccounts = 1'000;  // that one look at the clock goes through
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

}  // namespace

Partition::Partition(loop::Loop& loop, const SquareoffConfig& config,
                     const db::DatabaseConfig& database, int32_t number, SquareoffMetrics& metrics,
                     Callbacks callbacks)
    : config_{config},
      number_{number},
      metrics_{metrics},
      callbacks_{std::move(callbacks)},
      store_{{database, number, config.partitions, config.limits, config.sessions, config.notices,
              config.day, config.utc_offset_s, config.parked, config.pace}},
      backoff_{50, 5'000},
      random_{std::random_device{}()},
      again_{loop,
             [this] {
                 waits_ = false;
                 kick();
             }},
      ledger_{loop, [this] { kick(); }},
      tick_{loop, [this] { kick(); }},
      reports_{loop, 2, [this](std::shared_ptr<Report> report) { on_report(std::move(*report)); }},
      worker_{"squareoff", 1} {
    tick_.start_every(kTickMs);
}

void Partition::take(Arrived arrived, Receipt receipt) {
    commands_.emplace_back(std::move(arrived), receipt);
    kick();
}

void Partition::take(Unreadable unreadable, Receipt receipt) {
    unreadable_.emplace_back(std::move(unreadable), receipt);
    kick();
}

void Partition::news(const Touch& touch, uint32_t day) {
    // The numbers of another day's stream say nothing of this day's books.
    if (day != day_) return;
    agenda_.news(touch, base::mono_now().us);
    kick();
}

void Partition::wake(const std::string& account) {
    agenda_.urgent(account, base::mono_now().us);
    kick();
}

void Partition::forget_older(uint64_t epoch) {
    const auto older = [epoch](const auto& waiting) {
        return waiting.second.tag != 0 && waiting.second.epoch < epoch;
    };
    std::erase_if(commands_, older);
    std::erase_if(unreadable_, older);
}

int64_t Partition::oldest_account_us() const { return agenda_.oldest_us(base::mono_now().us); }

bool Partition::anything_to_do() const {
    const int64_t mono_us = base::mono_now().us;
    return day_due_us_ <= mono_us || past_due_us_ <= mono_us || !commands_.empty() ||
           !unreadable_.empty() || agenda_.any_due(mono_us) ||
           (config_.timed && clock_due_us_ <= mono_us);
}

void Partition::gather(int64_t mono_us) {
    work_ = {};
    receipts_.clear();
    while (!commands_.empty() && work_.commands.size() < config_.accounts_max) {
        work_.commands.push_back(std::move(commands_.front().first));
        receipts_.push_back(commands_.front().second);
        commands_.pop_front();
    }
    while (!unreadable_.empty() && work_.unreadable.size() < config_.accounts_max) {
        work_.unreadable.push_back(std::move(unreadable_.front().first));
        receipts_.push_back(unreadable_.front().second);
        unreadable_.pop_front();
    }
    work_.touched = agenda_.take_due(mono_us, mono_us + kLookAgainUs, config_.accounts_max,
                                     2 * config_.limits.orders_in_look);
}

// Commands that the clock has given and that have no row yet: it would give them again.
bool Partition::timed_wait() const {
    return std::ranges::any_of(commands_, [](const auto& one) { return one.second.tag == 0; });
}

void Partition::kick() {
    if (busy_ || waits_ || !anything_to_do()) return;
    const int64_t mono_us = base::mono_now().us;
    gather(mono_us);
    busy_ = worker_.try_post([this, questions = take_questions(mono_us)] {
        base::must(reports_.try_post(std::make_shared<Report>(work_once(questions))));
    });
    if (!busy_) put_back();  // it is stopping
}

Partition::Questions Partition::take_questions(int64_t mono_us) {
    const auto take = [mono_us](int64_t& due_us, int64_t every_us) {
        if (due_us > mono_us) return false;
        due_us = mono_us + every_us;
        return true;
    };
    Questions questions;
    questions.day = take(day_due_us_, kDayEveryUs);
    questions.past = take(past_due_us_, kLookAgainUs);
    questions.clock = config_.timed && !timed_wait() && take(clock_due_us_, kClockEveryUs);
    return questions;
}

// On the worker: which day is open.
void Partition::look_at_day(Report& report) {
    const auto day = store_.read_day();
    if (!day.ok()) {
        report.status = day.error();
        return;
    }
    report.day = day.value();
    if (report.day != 0 && report.day != day_) start_day(report, report.day);
}

// On the worker: after a start, and when another day was opened.
void Partition::start_day(Report& report, uint32_t day) {
    auto open = store_.open_accounts(day);
    if (open.ok()) {
        report.found_open = std::move(open).value();
    } else {
        report.status = open.error();
    }
}

// On the worker.
Partition::Report Partition::work_once(const Questions& questions) {
    Report report;
    const base::MonoTime before = base::mono_now();
    report.status = store_.connect();
    report.day = day_;
    if (report.status.ok() && questions.day) look_at_day(report);
    work_.day = report.day;
    const bool nothing =
        work_.commands.empty() && work_.unreadable.empty() && work_.touched.empty();
    if (report.status.ok() && !nothing) {
        auto outcome = store_.run(work_);
        if (outcome.ok()) {
            report.outcome = std::move(outcome).value();
        } else {
            report.status = outcome.error();
        }
    }
    report.took_us = base::mono_now() - before;
    // After the commands of this look have their rows: the clock does not give them twice.
    report.clock_asked = questions.clock && report.status.ok();
    if (report.clock_asked) look_at_clock(report);
    if (report.status.ok() && questions.past) look_at_past(report);
    return report;
}

// On the worker. What was committed before stays reported; these are looked at again in any case.
void Partition::look_at_past(Report& report) {
    report.past_asked = true;
    report.past_left = true;
    if (report.day == 0) return;
    const auto found = store_.left_open(report.day, past_from_, config_.accounts_max);
    base::Status done = base::Unit{};
    if (!found.ok()) done = found.error();
    if (found.ok()) {
        const Store::Places& places = found.value();
        report.past_more = places.size() >= config_.accounts_max;
        report.past_left = !places.empty() || past_from_.first != 0;
        past_from_ = report.past_more ? places.back() : Store::Places::value_type{};
        for (auto from = places.begin(); done.ok() && from != places.end();) {
            const auto to = std::find_if(from, places.end(),
                                         [&](const auto& one) { return one.first != from->first; });
            done = end_past(from->first, {from, to}, report);
            from = to;
        }
    }
    if (done.ok()) return;
    report.past_more = false;  // the rest of them in their time
    logging::warn("commands of other days not looked at",
                  {{"partition", number_}, {"error", done.error().what}});
}

// On the worker: as far as they can end on their day's books.
base::Status Partition::end_past(uint32_t day, const Store::Places& places, Report& report) {
    Work work;
    work.day = report.day;
    work.past_day = day;
    for (const auto& [of_day, account] : places) work.touched.push_back({account, "", 0});
    const auto outcome = store_.run(work);
    if (!outcome.ok()) return outcome.error();
    report.outcome.surprises += outcome.value().surprises;
    const auto ended = static_cast<int64_t>(outcome.value().finished.size());
    if (ended == 0) return base::Unit{};
    logging::warn("commands of another day ended", {{"partition", number_},
                                                    {"day", int64_t{day}},
                                                    {"open_day", int64_t{report.day}},
                                                    {"accounts", ended}});
    return base::Unit{};
}

// On the worker. What was committed before stays reported; the clock is asked again in its time.
void Partition::look_at_clock(Report& report) {
    if (report.day == 0) {
        report.timed.open.emplace();
        return;
    }
    auto timed = store_.timed(report.day, kPageAccounts, base::mono_now().us);
    base::Status done = base::Unit{};
    report.clock_asked = timed.ok();  // else what was last known stands
    if (!timed.ok()) done = timed.error();
    if (timed.ok()) {
        report.timed = std::move(timed).value();
        const auto told = store_.tell_cutoffs(report.day, report.timed, config_.accounts_max);
        if (!told.ok()) done = told.error();
        if (told.ok() && told.value() >= config_.accounts_max) report.timed.more = true;
    }
    if (done.ok()) return;
    logging::warn("cut-offs not looked at", {{"partition", number_}, {"error", done.error().what}});
}

void Partition::on_report(Report report) {
    busy_ = false;
    database_is_up_ = report.status.ok();
    if (!report.status.ok()) return after_error(report.status.error());
    backoff_.reset();
    const int64_t now_us = base::wall_now().us;
    const int64_t mono_us = base::mono_now().us;
    if (report.past_more) past_due_us_ = mono_us;
    if (report.past_asked && !report.past_left) past_due_us_ = kNever;
    take_day(report.day);
    if (report.clock_asked) take_timed(std::move(report.timed), mono_us);
    for (const std::string& account : report.found_open) agenda_.set(account, mono_us, 0, mono_us);
    if (!work_.commands.empty() || !work_.touched.empty()) {
        metrics_.transaction_seconds.record_us(report.took_us);
        metrics_.transaction_accounts.record(
            static_cast<int64_t>(work_.commands.size() + work_.touched.size()));
    }
    for (const Arrived& arrived : work_.commands) {
        metrics_.issued_to_planned_seconds.record_us(
            std::max<int64_t>(0, now_us - arrived.command.issued_us));
    }
    metrics_.unreadable.add(static_cast<int64_t>(work_.unreadable.size()));
    on_done(report.outcome);
    kick();
}

void Partition::take_day(uint32_t day) {
    if (day_ == day) return;
    day_ = day;
    past_due_us_ = 0;
    past_from_ = {};
    left_open_said_.clear();
    agenda_.clear();  // what goes on has been read anew
}

void Partition::take_timed(Store::Timed timed, int64_t mono_us) {
    say_why_not(timed.why_not);
    cutoffs_unconfirmed_ = timed.unconfirmed;
    if (timed.open) {
        cutoff_open_ = std::move(*timed.open);
        say_left_open(timed.due);
    }
    if (timed.more) clock_due_us_ = mono_us;
    for (Arrived& arrived : timed.commands) commands_.emplace_back(std::move(arrived), Receipt{});
}

// Once for each market that closes.
void Partition::say_left_open(const std::vector<cutoffs::Standing>& due) {
    for (const auto& [market, count] : cutoff_open_) {
        const bool goes_on =
            std::ranges::find(due, market, &cutoffs::Standing::market) != due.end();
        if (goes_on) left_open_said_.erase(market);
        if (goes_on || count == 0 || !left_open_said_.insert(market).second) continue;
        logging::error(
            "intraday positions are open, and no attempt to square them off is begun any more",
            {{"partition", number_},
             {"day", int64_t{day_}},
             {"market", name_of(market)},
             {"positions", count},
             {"why", why_not_.empty() ? "the segment has closed" : why_not_}});
    }
}

// Once for each reason. That the site is not ACTIVE is nothing to be told.
void Partition::say_why_not(const std::string& why) {
    if (std::exchange(why_not_, why) == why || why.empty() || why == cutoffs::kNotActive) return;
    logging::warn("no cut-off is done by the clock",
                  {{"partition", number_}, {"day", int64_t{day_}}, {"why", why}});
}

void Partition::on_done(const Outcome& outcome) {
    for (const auto& [session, ids] : outcome.to_send) callbacks_.planned(session, ids);
    for (const Receipt& receipt : receipts_) callbacks_.settled(receipt);
    const int64_t wait_ms = wait_for_ledger(outcome);
    const int64_t mono_us = base::mono_now().us;
    agenda_.take(outcome, mono_us, mono_us + wait_ms * 1000);
    metrics_.accepted.add(static_cast<int64_t>(outcome.accepted));
    metrics_.refused.add(static_cast<int64_t>(outcome.refused));
    metrics_.repeated.add(static_cast<int64_t>(outcome.repeats));
    metrics_.conflicts.add(static_cast<int64_t>(outcome.conflicts));
    metrics_.planned.add(static_cast<int64_t>(outcome.planned));
    metrics_.surprises.add(static_cast<int64_t>(outcome.surprises));
    metrics_.parked_cut.add(static_cast<int64_t>(outcome.parked_cut));
}

// Soon, as the ledger is mostly a few milliseconds behind; less and less often where it stands
// still.
int64_t Partition::wait_for_ledger(const Outcome& outcome) {
    const bool stands = outcome.open.empty() && outcome.finished.empty();
    ledger_wait_ms_ =
        stands ? std::clamp(ledger_wait_ms_ * 2, kLedgerWaitMs, kLedgerWaitMsMax) : kLedgerWaitMs;
    if (!outcome.not_yet.empty()) ledger_.start_once(ledger_wait_ms_);
    return ledger_wait_ms_;
}

// The transaction did not happen, or nobody knows: all of it is taken on again. A command that did
// get through is told by its id.
void Partition::put_back() {
    for (size_t i = work_.unreadable.size(); i > 0; --i) {
        unreadable_.emplace_front(std::move(work_.unreadable[i - 1]),
                                  receipts_[work_.commands.size() + i - 1]);
    }
    for (size_t i = work_.commands.size(); i > 0; --i) {
        commands_.emplace_front(std::move(work_.commands[i - 1]), receipts_[i - 1]);
    }
    // What the clock gave it finds anew, by what holds when the database is back.
    std::erase_if(commands_, [](const auto& one) { return one.first.attempt.has_value(); });
    for (const Touch& touch : work_.touched) agenda_.again(touch, base::mono_now().us);
    work_ = {};
    receipts_.clear();
}

void Partition::after_error(const base::Error& error) {
    put_back();
    day_due_us_ = 0;
    if (error.code == base::Errc::Fatal || error.code == base::Errc::Invalid) {
        return callbacks_.failed(error.what);
    }
    metrics_.retries.add();
    const int64_t wait_ms = backoff_.next_ms(random_());
    logging::warn("transaction will be tried again",
                  {{"partition", number_}, {"error", error.what}, {"wait_ms", wait_ms}});
    waits_ = true;
    again_.start_once(wait_ms);
}

}  // namespace squareoff
