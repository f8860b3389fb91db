#include "consumers/reconciler/reconciler_worker.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "common/journal/archive_names.h"
#include "common/journal/routing.h"
#include "common/log/log.h"

namespace reconciler {
namespace {

// So many new events are folded without waiting for the next look at the live books.
constexpr size_t kFoldEvents = 10'000;
constexpr int64_t kConfirmAfterUs = 500'000;
constexpr std::chrono::milliseconds kWait{50};  // for more of the record
constexpr int kRecordsMax = 500;                // between two looks at everything else
constexpr int64_t kRecordAgainUs = 5'000'000;   // after it could not be read
constexpr size_t kDetailedMax = 20;             // accounts of a round that are read row by row
constexpr size_t kDifferencesMax = 200;         // of a partition in the table and the log
constexpr int64_t kFirstWaitMs = 200;
constexpr int64_t kLongestWaitMs = 10'000;

int64_t resident_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    int64_t all = 0;
    int64_t resident = 0;
    statm >> all >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

bool same_rows(const std::vector<Difference>& a, const std::vector<Difference>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Difference& x, const Difference& y) {
                          return x.account == y.account && x.table == y.table && x.kind == y.kind &&
                                 x.key_hash == y.key_hash;
                      });
}

}  // namespace

ReconcilerWorker::ReconcilerWorker(const ReconcilerConfig& config, amqp::LinkConfig link,
                                   const db::DatabaseConfig& database, ReconcilerMetrics& metrics)
    : config_{config},
      link_{std::move(link)},
      metrics_{metrics},
      reader_{database, config.partitions},
      decoder_{config.partitions},
      backoff_{kFirstWaitMs, kLongestWaitMs},
      random_{std::random_device{}()} {
    const base::MonoTime now = base::mono_now();
    for (int32_t number = 0; number < config.partitions; ++number) {
        // Not all at once.
        const int64_t wait_us = config.interval_ms * 1000 * number / config.partitions;
        partitions_.push_back(
            {.fold = PartitionFold{number, static_cast<size_t>(config.held_events_max)},
             .suspicions = {},
             .touched = {},
             .target = {},
             .next_round = now + wait_us,
             .compared = now,
             .sweep_above = {},
             .told = {}});
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
            } else {
                begin_round(now);
            }
        }
        look_for_rewind();
        show(now);
    }
}

// All of it anew where another day is open. The day's files hold every message that speaks of it.
void ReconcilerWorker::follow(uint32_t day) {
    day_is_open_ = day != 0;
    if (day == day_) return;
    day_ = day;
    round_.reset();
    for (Partition& partition : partitions_) {
        partition.suspicions.clear();
        partition.touched.clear();
        partition.target = {};
        partition.target.day = day;
        partition.sweep_above.clear();
        partition.incomplete = false;
        advance(partition);
    }
    tail_.reset();
    if (day != 0) tail_.emplace(config_.archive_folder, day);
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
            return false;
        }
        take(*next.value());
    }
    return true;
}

bool ReconcilerWorker::record_failed(const base::Error& error) {
    metrics_.connected.set(0);
    logging::error("the record cannot be read", {{"reason", error.what}});
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
    if (partition.fold.held() >= partition.held_when_advanced + kFoldEvents) advance(partition);
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
    auto targets = reader_.targets();
    if (!targets.ok()) return failed(targets.error(), now);
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

void ReconcilerWorker::begin_round(base::MonoTime now) {
    const size_t number = next_partition_;
    Partition& partition = partitions_[number];
    next_partition_ = (next_partition_ + 1) % partitions_.size();
    if (now < partition.next_round || partition.target.day == 0) return;
    Question question;
    question.partition = static_cast<int32_t>(number);
    question.accounts = partition.suspicions.accounts();
    question.detailed = partition.suspicions.to_be_detailed(kDetailedMax);
    for (const std::string& account : partition.touched) {
        if (question.accounts.size() >= static_cast<size_t>(config_.touched_accounts_max)) break;
        question.accounts.insert(account);
    }
    question.sweep_above = partition.sweep_above;
    question.sweep_accounts = static_cast<size_t>(config_.sweep_accounts);
    auto moment = reader_.moment(question, partition.fold.books().accounts());
    if (!moment.ok()) return failed(moment.error(), now);
    backoff_.reset();
    if (moment.value().target.day != day_) {
        next_poll_ = now;  // which follows the other day
        return;
    }
    round_ = Round{number, std::move(moment).value(), now, nullptr, {}};
    partition.target = round_->moment.target;
    go_on_with_round(now);
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
    partition.sweep_above = moment.swept_to;
    partition.incomplete = false;
    partition.compared = base::mono_now();
    const bool again = partition.suspicions.unconfirmed();
    partition.next_round = now + (again ? kConfirmAfterUs : config_.interval_ms * 1000);
    metrics_.rounds_compared.add();
    metrics_.accounts_compared.add(static_cast<int64_t>(moment.digests.size()));
    metrics_.round_seconds.record_us(partition.compared - round_->begun);
    tell(partition, static_cast<int32_t>(round_->partition), moment.target.day);
    note(partition, static_cast<int32_t>(round_->partition), true);
    round_.reset();
}

void ReconcilerWorker::tell(Partition& partition, int32_t number, uint32_t day) {
    std::vector<Difference> found = partition.suspicions.confirmed(kDifferencesMax);
    if (same_rows(found, partition.told)) return;
    const base::Status noted = reader_.note_differences(number, day, found);
    if (!noted.ok()) return failed(noted.error(), base::mono_now());
    for (const Difference& one : found) {
        logging::error("the books differ from the record",
                       {{"partition", number},
                        {"day", day},
                        {"book", kTableNames[static_cast<size_t>(one.table)]},
                        {"kind", kKindNames[static_cast<size_t>(one.kind)]},
                        {"key_hash", std::to_string(one.key_hash)}});
    }
    if (found.empty()) {
        logging::info("the books equal the record again", {{"partition", number}, {"day", day}});
    }
    partition.told = std::move(found);
}

// For who asks whether the books can be trusted.
void ReconcilerWorker::note(const Partition& partition, int32_t number, bool compared) {
    std::set<std::string> listed;
    for (const Difference& one : partition.told) listed.insert(one.account);
    Standing standing;
    standing.compared = compared;
    standing.incomplete = partition.incomplete;
    standing.accounts = static_cast<int64_t>(partition.fold.books().accounts().size());
    standing.differing = partition.suspicions.confirmed_accounts();
    standing.unlisted =
        std::max<int64_t>(0, standing.differing - static_cast<int64_t>(listed.size()));
    const base::Status noted = reader_.note_round(number, partition.target.day, standing);
    if (!noted.ok()) failed(noted.error(), base::mono_now());
}

void ReconcilerWorker::give_up(bool incomplete, base::MonoTime now) {
    Partition& partition = partitions_[round_->partition];
    partition.next_round = now + config_.interval_ms * 1000;
    metrics_.rounds_given_up.add();
    if (incomplete && !partition.incomplete) {
        logging::error("the record has not got all events: nothing is compared",
                       {{"partition", static_cast<int64_t>(round_->partition)},
                        {"day", partition.target.day}});
    }
    partition.incomplete = incomplete;
    note(partition, static_cast<int32_t>(round_->partition), false);
    round_.reset();
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
    metrics_.database_failures.add();
    const int64_t wait_ms = backoff_.next_ms(random_());
    logging::warn("the books could not be read", {{"reason", error.what}, {"wait_ms", wait_ms}});
    quiet_until_ = now + wait_ms * 1000;
}

void ReconcilerWorker::show(base::MonoTime now) {
    int64_t differing = 0, suspected = 0, incomplete = 0, held = 0, rows = 0;
    base::MonoTime oldest = now;
    for (const Partition& partition : partitions_) {
        differing += partition.suspicions.confirmed_count();
        suspected += static_cast<int64_t>(partition.suspicions.accounts().size());
        incomplete += partition.incomplete ? 1 : 0;
        held += static_cast<int64_t>(partition.fold.held());
        rows += static_cast<int64_t>(partition.fold.books().row_count());
        // Without any books there is nothing to compare, but somebody must have looked.
        if (!books_read_ || partition.target.day != 0)
            oldest = std::min(oldest, partition.compared);
    }
    metrics_.differences.set(differing);
    metrics_.suspected_accounts.set(suspected);
    metrics_.journal_incomplete.set(incomplete);
    metrics_.held_events.set(held);
    metrics_.rows.set(rows);
    metrics_.journal_offset.set(next_offset_ - 1);
    metrics_.last_compared_seconds.set_us(now - oldest);
    metrics_.memory_bytes.set(resident_bytes());
}

}  // namespace reconciler
