#include "consumers/reconciler/reconciler_worker.h"

#include <algorithm>
#include <utility>

#include "common/journal/archive_names.h"
#include "common/journal/routing.h"
#include "common/log/log.h"

namespace reconciler {
namespace {

// So many new events are folded without waiting for the next look at the live books.
constexpr size_t kFoldEvents = 10'000;
constexpr std::chrono::milliseconds kWait{50};  // for more of the record
constexpr int kRecordsMax = 500;                // between two looks at everything else
constexpr int64_t kRecordAgainUs = 5'000'000;   // after it could not be read
constexpr size_t kDetailedMax = 20;             // accounts of a round that are read row by row
constexpr int64_t kSweepMax = 50'000;           // accounts that a round looks through
constexpr size_t kDifferencesMax = 200;         // of a partition in the table and the log
constexpr int kLooksToConfirm = 2;              // what differs is told when it has been seen twice
constexpr int64_t kFirstWaitMs = 200;
constexpr int64_t kLongestWaitMs = 10'000;

void log_correction(const Correction& correction, int32_t partition, uint32_t day) {
    for (const Difference& one : correction.rows) {
        logging::error("the books differ from the record",
                       {{"partition", partition},
                        {"day", day},
                        {"book", kTableNames[static_cast<size_t>(one.table)]},
                        {"kind", kKindNames[static_cast<size_t>(one.kind)]},
                        {"key_hash", std::to_string(one.key_hash)}});
    }
    std::set<std::string> equal = correction.accounts;
    for (const Difference& one : correction.rows) equal.erase(one.account);
    if (equal.empty()) return;
    logging::info("the books equal the record again",
                  {{"partition", partition}, {"day", day}, {"accounts", equal.size()}});
}

}  // namespace

ReconcilerWorker::ReconcilerWorker(const ReconcilerConfig& config, amqp::LinkConfig link,
                                   const db::DatabaseConfig& database, ReconcilerMetrics& metrics)
    : config_{config},
      link_{std::move(link)},
      metrics_{metrics},
      reader_{database, config.partitions, static_cast<size_t>(config.unnumbered_bytes_max) / 2},
      decoder_{config.partitions},
      cycle_{static_cast<size_t>(config.partitions), static_cast<size_t>(config.books_bytes_max)},
      backoff_{kFirstWaitMs, kLongestWaitMs},
      random_{std::random_device{}()} {
    const base::MonoTime now = base::mono_now();
    const HeldLimits held{static_cast<size_t>(config.held_events_max),
                          static_cast<size_t>(config.held_bytes_max / config.partitions)};
    for (int32_t number = 0; number < config.partitions; ++number) {
        // Not all at once.
        const int64_t wait_us = config.interval_ms * 1000 * number / config.partitions;
        partitions_.push_back({.fold = PartitionFold{number, held},
                               .suspicions = {},
                               .touched = {},
                               .target = {},
                               .next_round = now + wait_us,
                               .compared = now,
                               .sweep_above = {}});
    }
    thread_ = std::thread{[this] { run(); }};
}

ReconcilerWorker::~ReconcilerWorker() {
    close();
    thread_.join();
}

void ReconcilerWorker::close() {
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    ended_.notify_all();
}

// False: it is to end.
bool ReconcilerWorker::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    ended_.wait_for(lock, time, [this] { return closed_; });
    return !closed_;
}

void ReconcilerWorker::run() {
    bool more = false;
    while (pause(more ? std::chrono::milliseconds{0} : kWait)) {
        more = read_record();
        const base::MonoTime now = base::mono_now();
        if (now >= quiet_until_) {
            if (now >= next_poll_) poll(now);
            if (round_) {
                go_on_with_round(now);
            } else if (begin_round(now)) {
                more = true;
            }
        }
        keep_within_memory();
        look_for_rewind();
        show(now);
    }
}

// All of it anew where another day is open. The day's files hold every message that speaks of it.
void ReconcilerWorker::follow(uint32_t day) {
    day_is_open_ = day != 0;
    if (day == day_) return;
    day_ = day;
    overfull_ = false;
    cycle_.begin_day();
    tail_.reset();
    if (day != 0) tail_.emplace(config_.archive_folder, day);
    begin_share();
    for (Partition& partition : partitions_) {
        partition.suspicions.clear();
        partition.target = {};
        partition.target.day = day;
        partition.incomplete = false;
        partition.whole.on_day();
        advance(partition);
    }
}

// Some of what is there. False: nothing is left for now.
bool ReconcilerWorker::read_record() {
    if (base::mono_now() < record_quiet_until_) return false;
    if (!tail_) {
        const auto names = journal::list_archives(config_.archive_folder);
        return names.ok() ? (metrics_.connected.set(1), false) : record_failed(names.error());
    }
    for (int records = 0; records < kRecordsMax; ++records) {
        auto next = tail_->next();
        if (!next.ok()) return record_failed(next.error());
        metrics_.connected.set(1);
        if (!next.value()) {
            at_end_ = base::mono_now();
            reading_ = false;
            return false;
        }
        take(*next.value());
    }
    return true;
}

bool ReconcilerWorker::record_failed(const base::Error& error) {
    metrics_.connected.set(0);
    logging::error("the record cannot be read", {{"reason", error.what}});
    // The folder has other files than those that were read: the day is read from its beginning.
    if (tail_ && tail_->folder_changed()) {
        cycle_.begin_day();
        begin_share();
    }
    if (tail_) tail_.emplace(config_.archive_folder, day_, tail_->next_number());
    record_quiet_until_ = base::mono_now() + kRecordAgainUs;
    return false;
}

void ReconcilerWorker::take(const journal::Record& record) {
    next_offset_ = record.offset + 1;
    const auto number = journal::ledger_partition_of(record, config_.partitions);
    if (!number || record.cut) return;  // what was cut has no event that could be read
    Partition& partition = partitions_[static_cast<size_t>(*number)];
    partition.fold.take(record.offset, decoder_.decode(record.body, record.content_encoding));
    const bool many = partition.fold.held() >= partition.held_when_advanced + kFoldEvents ||
                      partition.fold.held_bytes() * 4 * partitions_.size() >=
                          static_cast<size_t>(config_.held_bytes_max);
    if (!many) return;
    advance(partition);
    keep_within_memory();
}

PartitionFold::Advance ReconcilerWorker::advance(Partition& partition) {
    const PartitionFold::Advance advance = partition.fold.advance(partition.target);
    partition.held_when_advanced = partition.fold.held();
    partition.touched.merge(partition.fold.take_touched());
    metrics_.folded_events.add(static_cast<int64_t>(advance.folded));
    return advance;
}

// The partition of the round under way stays where its moment is.
void ReconcilerWorker::poll(base::MonoTime now) {
    next_poll_ = now + config_.poll_ms * 1000;
    if (overfull_) {
        const auto day = reader_.open_day();
        if (day.ok()) follow(day.value());
        return;
    }
    auto targets = reader_.targets();
    if (!targets.ok()) return failed(targets.error(), now);
    if (const auto looked = look_for_request(now); !looked.ok()) return failed(looked.error(), now);
    backoff_.reset();
    books_read_ = true;
    std::vector<Target> found = std::move(targets).value();
    follow(found.front().day);
    for (size_t number = 0; number < partitions_.size(); ++number) {
        if (round_ && round_->partition == number) continue;
        Partition& partition = partitions_[number];
        partition.target = std::move(found[number]);
        advance(partition);
    }
}

// In turn.
std::optional<size_t> ReconcilerWorker::due_partition(base::MonoTime now) {
    if (reading_) return std::nullopt;
    for (size_t tried = 0; tried < partitions_.size(); ++tried) {
        const size_t number = next_partition_;
        next_partition_ = (next_partition_ + 1) % partitions_.size();
        const Partition& partition = partitions_[number];
        if (now >= partition.next_round && partition.target.day != 0) return number;
    }
    return std::nullopt;
}

// False: no partition is due.
bool ReconcilerWorker::begin_round(base::MonoTime now) {
    const auto due = due_partition(now);
    if (!due) return false;
    const size_t number = *due;
    Partition& partition = partitions_[number];
    Question question;
    question.partition = static_cast<int32_t>(number);
    question.share = cycle_.share();
    question.accounts = partition.suspicions.accounts(question.share);
    question.detailed = partition.suspicions.to_be_detailed(kDetailedMax, question.share);
    for (const std::string& account : partition.touched) {
        if (question.accounts.size() >= static_cast<size_t>(config_.touched_accounts_max)) break;
        question.accounts.insert(account);
    }
    question.sweep_above = partition.sweep_above;
    partition.whole.on_round(cycle_.share(), partition.sweep_above.empty(), now);
    // Of as many as are looked through only those of the share are compared.
    question.sweep_accounts = static_cast<size_t>(std::max(
        config_.sweep_accounts, std::min(config_.sweep_accounts * question.share.of, kSweepMax)));
    auto moment = reader_.moment(question, partition.fold.books().accounts());
    if (!moment.ok()) {
        failed(moment.error(), now);
        return false;
    }
    backoff_.reset();
    if (moment.value().target.day != day_) {
        next_poll_ = now;  // which follows the other day
        return false;
    }
    round_ = Round{number, std::move(moment).value(), now, nullptr, {}, false, false};
    partition.target = round_->moment.target;
    go_on_with_round(now);
    return true;
}

void ReconcilerWorker::go_on_with_round(base::MonoTime now) {
    Partition& partition = partitions_[round_->partition];
    const PartitionFold::Advance state = advance(partition);
    if (state.reached && inbox_is_here(partition.target)) return compare(now);
    if (now - round_->begun >= config_.round_deadline_ms * 1000) ask_for_the_end(now);
}

// Whether the record has not got it, or the archive has not written it yet: a mark tells.
void ReconcilerWorker::ask_for_the_end(base::MonoTime now) {
    if (round_->mark == nullptr) {
        round_->mark = std::make_unique<journal::MarkRequest>(link_, config_.archive_folder);
    } else if (round_->mark->through() && !round_->answered) {
        round_->answered = now;
    } else if (round_->answered && at_end_ > *round_->answered) {
        return give_up(true, now);
    }
    if (now - round_->begun >= 2 * config_.round_deadline_ms * 1000) give_up(false, now);
}

// An event without a number may be any partition's.
bool ReconcilerWorker::inbox_is_here(const Target& target) const {
    return target.inbox.all_of([&](const auto& key) {
        return std::any_of(partitions_.begin(), partitions_.end(),
                           [&](const Partition& one) { return one.fold.has_numberless(key); });
    });
}

void ReconcilerWorker::compare(base::MonoTime now) {
    Partition& partition = partitions_[round_->partition];
    const Moment& moment = round_->moment;
    partition.suspicions.compare(moment, partition.fold.books(), base::wall_now().us);
    for (const auto& [account, digests] : moment.digests) partition.touched.erase(account);
    const bool swept = !round_->before_request;
    const bool through = swept && moment.swept_to.empty();
    if (swept) partition.sweep_above = moment.swept_to;
    if (through) partition.whole.on_through(cycle_.share());
    partition.incomplete = false;
    partition.compared = base::mono_now();
    const bool again = partition.suspicions.unconfirmed();
    partition.next_round = after_round(partition, again, now);
    metrics_.rounds_compared.add();
    metrics_.accounts_compared.add(static_cast<int64_t>(moment.digests.size()));
    metrics_.round_seconds.record_us(partition.compared - round_->begun);
    const bool last_share = cycle_.share().number + 1 == cycle_.share().of;
    if (through && last_share) ++partition.sweeps;
    const Correction correction = correction_of(
        moment, partition.suspicions.confirmed(kDifferencesMax), partition.suspicions.undecided());
    end_round({.through = through, .settled = !again, .accounts = 0}, correction);
}

// For who asks whether the books can be trusted.
void ReconcilerWorker::note(Partition& partition, const Correction& correction) {
    const auto number = static_cast<int32_t>(round_->partition);
    const uint32_t day = partition.target.day;
    const std::set<std::string> differing = partition.suspicions.confirmed_names();
    const std::set<std::string> listed = listed_after(round_->moment, correction);
    Standing standing;
    standing.compared = !round_->given_up;
    standing.incomplete = partition.incomplete;
    standing.begins = partition.sweeps < kLooksToConfirm;
    standing.settled = !partition.suspicions.unconfirmed();
    if (const auto since = partition.whole.since()) {
        standing.swept_ago_us = base::mono_now() - *since;
    }
    standing.accounts = cycle_.accounts(round_->partition);
    standing.differing = static_cast<int64_t>(differing.size());
    standing.unlisted = std::ranges::count_if(
        differing, [&](const std::string& account) { return !listed.contains(account); });
    const base::Status noted = reader_.note(number, day, correction, standing);
    if (!noted.ok()) return failed(noted.error(), base::mono_now());
    log_correction(correction, number, day);
}

void ReconcilerWorker::give_up(bool incomplete, base::MonoTime now) {
    Partition& partition = partitions_[round_->partition];
    round_->given_up = true;
    partition.next_round = after_round(partition, false, now);
    metrics_.rounds_given_up.add();
    if (incomplete && !partition.incomplete) {
        logging::error("the record has not got all events: nothing is compared",
                       {{"partition", static_cast<int64_t>(round_->partition)},
                        {"day", partition.target.day}});
    }
    partition.incomplete = incomplete;
    end_round({.through = true, .settled = true, .accounts = 0}, {});
}

void ReconcilerWorker::end_round(const ShareCycle::Round& end, const Correction& correction) {
    const size_t number = round_->partition;
    Partition& partition = partitions_[number];
    const auto accounts = static_cast<int64_t>(partition.fold.books().accounts().size());
    cycle_.on_round(number, {end.through, end.settled, accounts});
    note(partition, correction);
    round_.reset();
    if (!cycle_.take_next()) return;
    if (cycle_.share().number == 0) {
        const base::MonoTime now = base::mono_now();
        metrics_.cycle_seconds.set_us(now - cycle_begun_);
        cycle_begun_ = now;
    }
    begin_share();
}

void ReconcilerWorker::look_for_rewind() {
    std::optional<int64_t> from;
    for (Partition& partition : partitions_) {
        const auto rewind = partition.fold.take_rewind();
        if (rewind) from = std::min(*rewind, from.value_or(*rewind));
    }
    if (!from) return;
    metrics_.rewinds.add();
    if (tail_) tail_.emplace(config_.archive_folder, day_, *from);
}

void ReconcilerWorker::failed(const base::Error& error, base::MonoTime now) {
    if (reader_.inbox_is_full()) return give_up_day(error.what);
    metrics_.database_failures.add();
    const int64_t wait_ms = backoff_.next_ms(random_());
    logging::warn("the books could not be read", {{"reason", error.what}, {"wait_ms", wait_ms}});
    quiet_until_ = now + wait_ms * 1000;
}

}  // namespace reconciler
