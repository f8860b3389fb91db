#include "consumers/ledger/partition_worker.h"

#include <pthread.h>

#include <algorithm>

#include "common/log/log.h"
#include "consumers/ledger/applied_log.h"

namespace ledger {

using base::Errc;
using base::Error;
using books::Incoming;
using books::Verdict;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kLook{100};  // how often gaps and the end of the service are looked at
constexpr milliseconds kLookForCopies{5};  // while something is missing
constexpr int64_t kIdleUs = 1'000'000;     // before the record is asked for more
constexpr size_t kEpochsAtOnce = 4;        // messages of links just lost may still wait
constexpr size_t kCopiesMax = 64;          // of the record's messages
constexpr size_t kHeldBytes = 32u << 20;   // behind gaps, in memory

}  // namespace

PartitionWorker::PartitionWorker(Context context, metrics::Registry& registry)
    : context_{std::move(context)},
      metrics_{registry, context_.partition},
      inbox_{kEpochsAtOnce * context_.config.prefetch + 64},
      copies_{kCopiesMax},
      decoder_{context_.config.partitions},
      store_{context_.database, context_.partition, context_.owner, books::Gate::Obeyed,
             context_.config.parked},
      gaps_{{context_.config.gap_alarm_ms * 1000, context_.config.gap_heal_ms * 1000, 30'000'000}},
      held_back_{context_.partition,
                 {std::max<size_t>(1, context_.config.prefetch / 2), kHeldBytes}},
      backoff_{50, 2'000},
      random_{std::random_device{}()},
      loop_{context_.config.batch_events_max},
      thread_{[this] { run(); }} {
    pthread_setname_np(thread_.native_handle(),
                       ("partition." + std::to_string(context_.partition)).c_str());
}

PartitionWorker::~PartitionWorker() {
    inbox_.close();
    thread_.join();
}

void PartitionWorker::run() {
    while (!inbox_.closed() && !failed_) {
        gather();
        if (prepare() && !pause_.paused()) step();
        settle_done();
        settle_mark();
        send_reports();
    }
    store_.close();
    // Delivers the failure even when the mailbox is full.
    while (!reports_.empty() && !inbox_.closed()) {
        send_reports();
        (void)inbox_.take_all(kLook);
    }
}

size_t PartitionWorker::waiting_items() const {
    size_t items = 0;
    for (const auto& incoming : pending_) items += incoming->open();
    return items - std::min(items, held_);
}

bool PartitionWorker::missing() const {
    return held_ > 0 || !tails_.empty() || !held_back_.gaps().empty();
}

// Takes in what has come; waits only where there is nothing to do. Decodes no more than the next
// transaction can take.
void PartitionWorker::gather() {
    const bool work_left =
        !pause_.paused() && (!raw_.empty() || waiting_items() > 0 || copies_.size() > 0);
    const milliseconds look = missing() && !pause_.paused() ? kLookForCopies : kLook;
    for (Inbound& inbound : inbox_.take_all(work_left ? milliseconds{0} : look)) {
        raw_.push_back(std::move(inbound));
    }
    forget_older_epochs();
    if (pause_.paused()) return;
    if (raw_.empty()) {
        for (Inbound& copy : copies_.take_all(milliseconds{0})) raw_.push_back(std::move(copy));
    }
    size_t waiting = waiting_items();
    while (!raw_.empty() && waiting < context_.config.batch_events_max) {
        if (raw_.front().resumed_us != 0) {
            take_mark(raw_.front());
        } else {
            decode(std::move(raw_.front()));
            waiting += pending_.back()->items.size();
        }
        raw_.pop_front();
    }
}

void PartitionWorker::forget_older_epochs() {
    const uint64_t now = epoch_.load();
    if (now != known_epoch_) {
        // Between two links another ledger may have been the active one: with what we remember of
        // the watermarks, all that it has applied would look like a gap.
        known_epoch_ = now;
        watermarks_.clear();
        store_.forget();
        held_back_.forget();
        std::erase_if(pending_, [](const auto& incoming) { return incoming->tag == 0; });
        held_ = 0;  // counted anew by the next plan
    }
    const auto old = [now](uint64_t tag, uint64_t epoch) { return tag != 0 && epoch != now; };
    std::erase_if(raw_, [&](const Inbound& inbound) { return old(inbound.tag, inbound.epoch); });
    const size_t before = pending_.size();
    std::erase_if(pending_,
                  [&](const auto& incoming) { return old(incoming->tag, incoming->epoch); });
    if (pending_.size() != before) held_ = 0;  // counted anew by the next plan
    catch_up_.forget_other_epochs(now);
}

void PartitionWorker::decode(Inbound inbound) {
    auto incoming = std::make_unique<Incoming>();
    incoming->epoch = inbound.epoch;
    incoming->tag = inbound.tag;
    if (inbound.cut) {
        events::Refusal& refusal = incoming->batch.refusals.emplace_back();
        refusal.reason = "body: over " + std::to_string(events::kBodyBytesMax) + " bytes";
        refusal.text = std::move(inbound.body);
    } else {
        incoming->batch = decoder_.decode(inbound.body, inbound.content_encoding);
    }
    incoming->kept = inbound.kept;
    if (inbound.tag != 0 || inbound.kept) {
        list_items(*incoming, context_.partition);
    } else {
        list_journal_items(*incoming, context_.partition, known_gaps_);
    }
    pending_.push_back(std::move(incoming));
}

// Connection and watermarks. False: not now.
bool PartitionWorker::prepare() {
    if (const base::Status connected = store_.connect(); !connected.ok()) {
        database_is_up_ = false;
        wait_after(connected.error());
        return false;
    }
    database_is_up_ = true;
    if (pause_.due(base::mono_now()) && !look_for_orders()) return false;
    if (!pause_.paused() && !take_held()) return false;
    for (const StreamId& stream : unknown_streams(pending_, watermarks_)) {
        auto watermark = store_.watermark(stream);
        if (!watermark.ok()) {
            wait_after(watermark.error());
            return false;
        }
        watermarks_[stream] = std::move(watermark).value();
    }
    return true;
}

// Looks for operators' orders. False: the database does not answer just now.
bool PartitionWorker::look_for_orders() {
    const auto pause = look(store_.session(), context_.partition, context_.owner);
    base::Status done = base::Unit{};
    if (!pause.ok()) {
        done = pause.error();
    } else {
        change_pause(pause.value());
        done = look_for_tails();
        if (done.ok()) done = look_for_gap_orders();
    }
    if (!done.ok()) wait_after(done.error());
    return done.ok();
}

void PartitionWorker::change_pause(const std::optional<books::Pause>& pause) {
    const PauseWatch::Change change = pause_.saw(pause, base::mono_now());
    metrics_.paused.set(pause_.paused() ? 1 : 0);
    metrics_.catching_up.set(pause && pause->catching_up() ? 1 : 0);
    if (catch_up_.wants_mark(pause, base::mono_now())) {
        reports_.push_back(MarkWanted{context_.partition, pause->resumed_us});
    }
    if (change == PauseWatch::Change::None) return;
    log_change(change, context_.partition, pause);
    // The books may have been exchanged while it was paused.
    watermarks_.clear();
    store_.forget();
    if (change != PauseWatch::Change::Over) reached_.clear();
}

// Only with nothing left to do: what waits here may be what the books have not got yet.
base::Status PartitionWorker::look_for_tails() {
    tails_.clear();
    const base::MonoTime now = base::mono_now();
    const bool idle = consuming_ && !pause_.paused() && raw_.empty() && waiting_items() == 0;
    if (!idle || !idle_since_) idle_since_ = idle ? std::optional{now} : std::nullopt;
    if (!idle || now - *idle_since_ < kIdleUs) return base::Unit{};
    const int64_t settle_us = context_.config.settle_ms * 1000;
    const auto tails =
        books::read_tails(store_.session(), {context_.partition, context_.owner, settle_us});
    if (!tails.ok()) return tails.error();
    tails_ = tail_watch_.look(tails.value(), now, settle_us);
    return base::Unit{};
}

base::Status PartitionWorker::look_for_gap_orders() {
    accepted_.clear();
    if (!missing()) return base::Unit{};
    // A gap in front of the table may be what another ledger has applied.
    for (const auto& [stream, gap] : held_back_.gaps()) watermarks_.erase(stream);
    auto orders = read_gap_orders(store_.session(), context_.partition);
    if (!orders.ok()) return orders.error();
    if (orders.value().heal) reports_.push_back(Missing{context_.partition, known_gaps_});
    accepted_ = std::move(orders).value().accepted;
    return base::Unit{};
}

void PartitionWorker::step() {
    // Undecoded messages may contain the "missing" events, so accepted gaps do not apply yet.
    static const books::AcceptedGaps kNone;
    const Plan now = plan(pending_, watermarks_, loop_.limit(), raw_.empty() ? accepted_ : kNone,
                          held_back_.elsewhere(pending_));
    held_ = now.held;
    metrics_.held.set(static_cast<int64_t>(now.held));
    // A full plan has not looked at everything: what it misses may lie behind.
    if (!now.full) {
        watch_gaps(now);
        // Others come behind those that wait: they must not fill the queue's window.
        const base::Status kept = held_back_.keep_to_share(store_.session(), pending_);
        if (!kept.ok()) return wait_after(kept.error());
    }
    if (!now.apply.empty() || !now.passed.empty()) return apply(now);
    refused_since_us_ = 0;  // nothing is left to be written, or another ledger has done it
    settle_duplicates(now);
    // Another ledger may have applied the missing events: read the watermarks again.
    for (const auto& [stream, gap] : now.gaps) watermarks_.erase(stream);
    // Copies from the record that close no hole now never will.
    std::erase_if(pending_,
                  [](const auto& incoming) { return incoming->tag == 0 && !incoming->kept; });
}

bool PartitionWorker::take_held() {
    auto bodies = held_back_.take(store_, pending_, watermarks_, accepted_);
    if (!bodies.ok()) {
        wait_after(bodies.error());
        return false;
    }
    // They are next: in front of all that has come meanwhile.
    const auto before = static_cast<ptrdiff_t>(pending_.size());
    for (const std::string& body : bodies.value()) {
        Inbound copy{0, 0, {}, body};
        copy.kept = true;
        decode(std::move(copy));
    }
    std::rotate(pending_.begin(), pending_.begin() + before, pending_.end());
    return true;
}

// Only once what they repeat is committed: a copy that is acknowledged earlier may turn out to have
// been the last one.
void PartitionWorker::settle_duplicates(const Plan& plan) {
    for (Item* item : plan.duplicates) {
        item->settled = true;
        // The record is read for a few missing events; all others that come along are no news.
        if (!item->from_journal) metrics_.duplicate.add();
    }
}

void PartitionWorker::apply(const Plan& plan) {
    using Next = books::ApplyLoop::Next;
    const base::MonoTime before = base::mono_now();
    const auto applied = store_.apply(plan, loop_.care(), [this](Item& item, std::string reason) {
        return books::refuse(pending_, item, std::move(reason));
    });
    const Next next = loop_.after(applied, plan.apply.size());
    if (next == Next::GoOn) return finish(plan, applied.value(), base::mono_now() - before);
    // The transaction rolled back, so its refusals are void.
    for (Item* item : plan.apply) item->take_back();
    switch (next) {
        case Next::GoOn:
            return;
        case Next::Again:
            if (!applied.ok()) metrics_.bisected.add();
            return;
        case Next::RefuseFirst:
            metrics_.bisected.add();
            books::refuse(pending_, *plan.apply.front(), "database: " + applied.error().what);
            return;
        case Next::ReadMarks:
            metrics_.fenced.add();
            watermarks_.clear();
            return;
        case Next::Pause:
            pause_.look_now();
            return;
        case Next::Wait:
            metrics_.retries.add();
            watermarks_.clear();  // who knows what has been committed
            return wait_after(applied.error());
    }
}

void PartitionWorker::finish(const Plan& plan, const Applied& applied, int64_t took_us) {
    const int64_t now_us = base::wall_now().us;
    for (const auto& [stream, move] : plan.moves) watermarks_[stream] = move.to;
    for (Item* item : plan.apply) {
        item->settled = true;
        if (item->from_journal) metrics_.healed.add();
    }
    record_latency(plan, now_us, metrics_);
    settle_duplicates(plan);
    log_applied(plan, applied, context_.partition);
    count_applied(plan, applied, metrics_);
    metrics_.transaction_seconds.record_us(took_us);
    for (const auto& [stream, move] : plan.moves) reached_[stream] = move.to;
    int64_t sum = 0;
    for (const auto& [stream, seq] : reached_) sum += seq;
    metrics_.watermark.set(sum);
    backoff_.reset();
    refused_since_us_ = 0;
}

void PartitionWorker::wait_after(const Error& error) {
    if (refused_since_us_ == 0) refused_since_us_ = base::mono_now().us;
    if (error.code == Errc::Fatal) {
        failed_ = true;
        reports_.push_back(Failed{error.what});
        return;
    }
    const int64_t wait_ms = backoff_.next_ms(random_());
    logging::warn("transaction will be tried again", {{"partition", context_.partition},
                                                      {"error", error.what},
                                                      {"wait_ms", wait_ms},
                                                      {"tries", backoff_.tries()}});
    // The wait takes in new messages; a closed inbox ends it.
    const base::MonoTime until = base::mono_now() + wait_ms * 1000;
    for (int64_t left = wait_ms; left > 0 && !inbox_.closed();
         left = (until - base::mono_now()) / 1000) {
        for (Inbound& inbound : inbox_.take_all(milliseconds{left})) {
            raw_.push_back(std::move(inbound));
        }
        forget_older_epochs();
    }
}

void PartitionWorker::watch_gaps(const Plan& plan) {
    known_gaps_ = plan.gaps;
    known_gaps_.insert(held_back_.gaps().begin(), held_back_.gaps().end());
    known_gaps_.insert(tails_.begin(), tails_.end());
    const GapWatch::Step step = gaps_.look(known_gaps_, plan.moves, base::mono_now());
    metrics_.gap_seconds.set_us(step.oldest_us);
    if (!step.alarm.empty() || !step.closed.empty()) {
        note_gaps(store_.session(), context_.partition, step, plan.held,
                  context_.config.gap_alarm_ms * 1000);
    }
    if (!step.heal.empty()) {
        reports_.push_back(Missing{context_.partition, {step.heal.begin(), step.heal.end()}});
    }
}

// Hands over the tags of messages that are done with. Record copies go as soon as the plan has no
// use for them.
void PartitionWorker::settle_done() {
    Settled settled{epoch_.load(), {}};
    std::erase_if(pending_, [&](const auto& incoming) {
        if (incoming->open() > 0) return false;
        if (incoming->tag != 0 && incoming->epoch == settled.epoch)
            settled.tags.push_back(incoming->tag);
        return true;
    });
    if (!settled.tags.empty()) reports_.push_back(std::move(settled));
}

void PartitionWorker::take_mark(const Inbound& mark) {
    if (catch_up_.came({mark.resumed_us, mark.epoch, mark.tag, mark.again})) return;
    reports_.push_back(Settled{mark.epoch, {mark.tag}});
}

// Ends the catching up once all that was in front of the mark is committed, held events too.
void PartitionWorker::settle_mark() {
    const auto mark = catch_up_.reached(pending_);
    if (!mark || !held_back_.none() || !store_.session().connected()) return;
    const auto ended = books::end_catch_up(store_.session(), context_.partition, mark->resumed_us);
    if (!ended.ok()) return wait_after(ended.error());
    if (ended.value()) pause_.look_now();
    catch_up_.done(*mark);
    reports_.push_back(Settled{mark->epoch, {mark->tag}});
}

void PartitionWorker::send_reports() {
    while (!reports_.empty() && context_.report(reports_.front())) reports_.pop_front();
}

}  // namespace ledger
