#include "producers/feed/feed.h"

#include <algorithm>
#include <utility>

#include "common/events/topology.h"
#include "common/log/log.h"

namespace feed {
namespace {

constexpr int64_t kTickMs = 100;
constexpr int64_t kUnconfirmedUsMax = 10'000'000;  // then it is not ready
constexpr size_t kRecordsPerTurn = 2000;           // then the socket has its turn
// With this few messages on their way the broker is waiting for us, and a part-filled batch should
// not wait. With more, batches fill up meanwhile, which costs everybody less.
constexpr size_t kIdleMessages = 8;

// The publisher counts since its start; so does the metric.
void follow(metrics::Counter& counter, uint64_t total) {
    counter.add(static_cast<int64_t>(total) - counter.value());
}

}  // namespace

Feed::Feed(loop::Loop& loop, FeedConfig config, Pace pace, const amqp::LinkConfig& link,
           Source& source, metrics::Registry& registry,
           std::function<void(End, std::string)> on_end)
    : config_{std::move(config)},
      source_{source},
      on_end_{std::move(on_end)},
      metrics_{registry, config_.partitions},
      checkpoint_file_{config_.checkpoint_file, config_.source,
                       static_cast<size_t>(config_.partitions)},
      pace_{pace},
      numbering_{config_.partitions},
      batcher_{config_.partitions, config_.batch},
      due_{loop, [this] { pump(); }},
      linger_{loop, [this] { on_linger(); }},
      tick_{loop, [this] { on_tick(); }},
      more_{loop, [this] { pump(); }},
      publisher_{loop, link, config_.window, [this] { on_progress(); }},
      saves_{loop, 2,
             [this](std::pair<Progress, base::Status> done) { on_saved(done.first, done.second); }},
      saver_{"checkpoint", 1} {}

void Feed::start() {
    auto loaded = checkpoint_file_.load();
    if (!loaded.ok()) return finish(End::Failed, loaded.error().what);
    recovered_ = true;
    numbering_.set_generation(config_.generation);
    if (const auto& progress = loaded.value()) {
        numbering_ = Numbering{*progress};
        saved_ = *progress;
        logging::info("going on from the checkpoint", {{"day", progress->day},
                                                       {"position", progress->position},
                                                       {"generation", progress->generation}});
    }
    follow_rule_of_source();
    name_stream();
    linger_.start_every(config_.linger_ms);
    tick_.start_every(kTickMs);
    const Progress& from = numbering_.progress();
    source_.start({from.first_day, from.position, from.mark}, [this] { pump(); });
}

void Feed::follow_rule_of_source() {
    if (!numbering_.follow(source_.numbering_rule())) return;
    reset_unsaved_ = numbering_.progress().day != 0;
    logging::error(
        "accounts or days are read from other fields: all is sent again as another stream",
        {{"stream", numbering_.stream_name(config_.source)}});
}

// Takes what is due, as long as there is room for it.
void Feed::pump() {
    if (finished_) return;
    received_ = base::wall_now();
    for (size_t taken = 0; taken < kRecordsPerTurn; ++taken) {
        if (!publisher_.has_room()) return;  // on_progress comes back here
        if (!take_record()) return;
        if (finished_) return;
    }
    more_.start_once(0);
}

// False: nothing to take now.
bool Feed::take_record() {
    if (reset_unsaved_) return false;
    switch (source_.look()) {
        case Source::Look::NotYet:
            on_linger();  // an event that came alone has no company to wait for
            return false;
        case Source::Look::Failed:
            finish(End::Failed, source_.problem());
            return false;
        case Source::Look::Ended:
            ended_ = true;
            flush_all();
            return false;
        case Source::Look::Ready:
            break;
    }
    if (saved_.day != 0 && !source_.resumed() && records_ == 0) begin_another_day();
    const Record& record = source_.front();
    if (record.reset) return take_reset();
    if (record.nothing > 0) {
        numbering_.skip(record.nothing);
    } else if (!record.refusal.empty()) {
        send_refused(record);
    } else if (record.empty) {
        if (check_day(record.empty->day, {})) send_nothing(*record.empty);
        if (finished_) return false;
    } else {
        if (!is_due(record)) return false;
        if (check_day(record.event.day, record.text)) send_record(record);
        if (finished_) return false;
    }
    if (record.mark != 0) numbering_.set_mark(record.mark);
    if (record.nothing == 0 && !record.empty) ++read_;
    source_.pop();
    return true;
}

// Positions of two streams cannot be compared, so the old one is confirmed to its end first.
bool Feed::take_reset() {
    flush_all();
    if (!confirmed_.empty() || batcher_.oldest()) return false;  // on_progress comes back here
    numbering_.begin_again();
    name_stream();
    reset_unsaved_ = numbering_.progress().day != 0 && numbering_.progress() != saved_;
    if (source_.front().day_begins) {
        logging::info("the counterparty has begun its day",
                      {{"after_day", numbering_.progress().day}});
    } else {
        logging::error("the counterparty has begun its numbers anew",
                       {{"day", numbering_.progress().day}, {"stream", stream_name_}});
    }
    source_.pop();
    save_checkpoint();
    return true;
}

void Feed::name_stream() {
    stream_name_ = numbering_.stream_name(config_.source);
    metrics_.generation.set(numbering_.progress().generation);
}

void Feed::begin_another_day() {
    logging::info("the checkpoint is of another day: numbering begins anew",
                  {{"day", saved_.first_day}});
    numbering_.begin_again();
    saved_ = {};
    name_stream();
}

bool Feed::is_due(const Record& record) {
    if (pace_.unlimited()) return true;
    const base::WallTime now = base::wall_now();
    if (!began_) began_ = now;
    const base::WallTime due = pace_.due(*began_, records_, record.event.exchange_time_us);
    if (due.us > now.us) {
        due_.start_once((due.us - now.us + 999) / 1000);
        return false;
    }
    // A paced record is received when it is due: what we are late is part of the latency.
    received_ = due;
    return true;
}

// `text`: of the event that is refused where it may not be numbered; empty: there is none.
bool Feed::check_day(uint32_t day, std::string_view text) {
    const uint32_t last_day = numbering_.progress().day;
    switch (numbering_.admit(day, config_.generations_max)) {
        case Admission::Yes:
            if (last_day != day) name_stream();
            return true;
        case Admission::TooManyGenerations:
            finish(End::Failed,
                   "the counterparty has begun its numbers anew too often on one day: " +
                       stream_name_ + " is beyond feed.reset_generations_max");
            return false;
        case Admission::ForgottenDay:
            break;
    }
    if (text.empty()) {
        numbering_.skip();
        return false;
    }
    Record refused;
    refused.refusal = "day: the numbers of " + std::to_string(day) + " are used up";
    refused.text = text;
    send_refused(refused);
    return false;
}

void Feed::send_nothing(const Record::Empty& place) {
    if (batcher_.opens(place.partition)) before_ = numbering_.progress();
    events::Event at;
    at.source = stream_name_;
    at.day = place.day;
    at.partition = place.partition;
    at.seq = numbering_.number(place.partition);
    if (batcher_.add_nothing(at, before_)) flush(place.partition);
}

void Feed::send_record(const Record& record) {
    events::Event event = record.event;
    // Copied for the first event of a body only: it holds a number for each partition.
    if (batcher_.opens(event.partition)) before_ = numbering_.progress();
    event.source = stream_name_;
    event.seq = numbering_.number(event.partition);
    event.received_time_us = received_.us;
    ++records_;
    if (batcher_.add(event, before_, record.own)) flush(event.partition);
}

void Feed::send_refused(const Record& record) {
    const Progress before = numbering_.progress();
    if (!record.unplaced) numbering_.skip();
    metrics_.refused.add();
    logging::error("record refused",
                   {{"position", numbering_.progress().position}, {"reason", record.refusal}});
    // A line may be empty, a message may not.
    std::string body = record.refusal + "\n" + std::string{record.text};
    publish({std::string{events::topology::kDeadLetters}, "feed", "", std::move(body)}, before, 0);
}

void Feed::flush(int32_t partition) {
    Body body = batcher_.take(partition);
    amqp::Message message{
        std::string{events::topology::kEvents},
        events::topology::event_key(events::name_of(body.kind), partition, body.own),
        body.packed ? "zstd" : "", std::move(body.text)};
    publish(std::move(message), std::move(body.before), body.events);
}

void Feed::flush_all() {
    for (const int32_t partition : batcher_.open_partitions()) {
        if (!publisher_.has_room()) return;  // what stays open is flushed when there is room again
        flush(partition);
    }
}

void Feed::publish(amqp::Message message, Progress before, size_t events) {
    // Callers have asked for room, and a record closes one body at most.
    const auto number = publisher_.try_publish(message);
    base::must(number.has_value());
    confirmed_.published(*number, std::move(before), events);
}

void Feed::on_linger() {
    if (finished_ || !publisher_.has_room()) return;
    if (publisher_.state().unconfirmed_messages <= kIdleMessages) flush_all();
}

void Feed::on_progress() {
    metrics_.confirmed.add(
        static_cast<int64_t>(confirmed_.confirmed_through(publisher_.confirmed_through())));
    if (ended_ && confirmed_.empty() && !batcher_.oldest()) {
        return finish(End::Done, "the day is published and confirmed");
    }
    pump();
}

void Feed::on_tick() {
    metrics_.read.add(static_cast<int64_t>(std::exchange(read_, 0)));
    for (size_t i = 0; i < metrics_.seq.size(); ++i) {
        metrics_.seq[i]->set(numbering_.progress().next_seq[i] - 1);
    }
    const auto state = publisher_.state();
    metrics_.unconfirmed_messages.set(static_cast<int64_t>(state.unconfirmed_messages));
    metrics_.unconfirmed_bytes.set(static_cast<int64_t>(state.unconfirmed_bytes));
    metrics_.oldest_unconfirmed_seconds.set_us(state.oldest_unconfirmed_us);
    metrics_.output_bytes.set(static_cast<int64_t>(state.output_bytes));
    metrics_.connected.set(state.connected ? 1 : 0);
    metrics_.blocked.set(state.blocked ? 1 : 0);
    follow(metrics_.reconnects, state.reconnects);
    follow(metrics_.nacks, state.nacks);
    follow(metrics_.resent, state.resent);
    show_ages(state.blocked);
    save_checkpoint();
    if (ended_) on_progress();  // an empty day has nothing to confirm
}

void Feed::show_ages(bool blocked) {
    const base::MonoTime now = base::mono_now();
    if (!blocked) blocked_since_.reset();
    if (blocked && !blocked_since_) blocked_since_ = now;
    metrics_.blocked_seconds.set_us(blocked_since_ ? now - *blocked_since_ : 0);
    if (safe_progress() == saved_)
        unsaved_since_.reset();
    else if (!unsaved_since_)
        unsaved_since_ = now;
    metrics_.checkpoint_age_seconds.set_us(unsaved_since_ ? now - *unsaved_since_ : 0);
}

Progress Feed::safe_progress() const {
    Progress safe = numbering_.progress();
    const auto take_older = [&safe](const std::optional<Progress>& other) {
        if (other && other->position < safe.position) safe = *other;
    };
    take_older(batcher_.oldest());
    take_older(confirmed_.oldest());
    return safe;
}

void Feed::save_checkpoint() {
    if (!recovered_ || saving_) return;
    const Progress safe = safe_progress();
    // Before the first good record nobody knows of which day the position is.
    if (safe == saved_ || safe.day == 0) return;
    saving_ = saver_.try_post([this, safe] {
        base::must(saves_.try_post({safe, checkpoint_file_.save(safe)}));
    });
}

void Feed::on_saved(const Progress& progress, const base::Status& saved) {
    saving_ = false;
    if (!saved.ok()) {
        // Nothing is lost: an older checkpoint only means that more is sent again.
        logging::error("checkpoint not saved", {{"error", saved.error().what}});
        return;
    }
    saved_ = progress;
    unsaved_since_.reset();
    if (reset_unsaved_ && progress == numbering_.progress()) {
        reset_unsaved_ = false;
        more_.start_once(0);
    }
    metrics_.checkpoint_position.set(static_cast<int64_t>(progress.position));
}

std::vector<std::string> Feed::not_ready() const {
    const auto state = publisher_.state();
    std::vector<std::string> reasons;
    if (!state.connected) reasons.emplace_back("broker: not connected");
    if (state.blocked) reasons.emplace_back("broker: blocked by an alarm");
    if (state.oldest_unconfirmed_us > kUnconfirmedUsMax) {
        reasons.emplace_back("broker: has not confirmed for 10 s");
    }
    return reasons;
}

void Feed::stop() {
    finished_ = true;
    saver_.stop();
    const Progress safe = safe_progress();
    if (recovered_ && safe.day != 0) on_saved(safe, checkpoint_file_.save(safe));
    publisher_.close();
}

void Feed::finish(End end, const std::string& why) {
    if (finished_) return;
    stop();
    on_end_(end, why);
}

}  // namespace feed
