#include "consumers/notifier/lane.h"

#include <algorithm>

#include "common/base/must.h"
#include "common/log/log.h"

namespace notifier {

namespace {

constexpr int64_t kLongestWaitUs = 500'000;
constexpr int64_t kDueEveryUs = 500'000;  // the table is asked whose turn has come
// What holds up the lane is told when it changes, but not for every burst, and as a sign of life.
constexpr int64_t kNoteAfterUs = 1'000'000;
constexpr int64_t kNoteEveryUs = 10'000'000;
constexpr int64_t kFirstWaitMs = 20;
constexpr int64_t kLongestWaitMs = 2'000;
constexpr int64_t kFinishUs = 5'000'000;  // to write down what has been sent, at the end
constexpr size_t kEpochsMax = 8;          // whose messages may wait in the inbox

std::chrono::milliseconds milliseconds_of(int64_t us) {
    return std::chrono::milliseconds{(us + 999) / 1000};
}

size_t each_sender(const LaneConfig& config) {
    return (config.desk.in_flight_max + config.senders - 1) / config.senders;
}

}  // namespace

Lane::Lane(LaneConfig config, const db::DatabaseConfig& database, const Templates& templates,
           const MakeCourier& make, metrics::Registry& registry,
           std::function<bool(LaneReport)> report)
    : config_{std::move(config)},
      metrics_{registry, std::string{name_of(config_.channel)}, config_.urgent},
      report_{std::move(report)},
      inbox_{kEpochsMax * config_.prefetch + 2 * config_.desk.in_flight_max},
      store_{database},
      desk_{config_.desk, templates},
      random_{std::random_device{}()},
      backoff_{kFirstWaitMs, kLongestWaitMs},
      load_(config_.senders, 0) {
    const int64_t spare_us = config_.desk.rules.lease_us - 2 * 1000 * config_.timeout_ms;
    const Sender::Limits limits{each_sender(config_), std::max<int64_t>(spare_us, 1)};
    for (size_t i = 0; i < config_.senders; ++i) {
        senders_.push_back(std::make_unique<Sender>(i, make, limits, [this](Sent sent) {
            Item item{std::move(sent)};
            base::must(inbox_.try_push(item));  // has room for all that may be in flight
        }));
    }
    thread_ = std::thread{[this] { run(); }};
}

Lane::~Lane() {
    close();
    thread_.join();
}

bool Lane::try_take(Receipt receipt, std::vector<std::string> ids) {
    // The rest of the inbox is for what the senders say, which must find room.
    if (closing_ || inbox_.size() >= kEpochsMax * config_.prefetch) return false;
    Item item{Named{receipt, std::move(ids)}};
    return inbox_.try_push(item);
}

void Lane::close() {
    closing_ = true;
    for (auto& sender : senders_) sender->close();
}

void Lane::run() {
    while (!closing_) {
        const Now before = now();
        int64_t wait_us = std::max<int64_t>(not_before_ - before.mono, 0);
        if (wait_us == 0 && writing_.empty()) wait_us = desk_.wait_us(before, kLongestWaitUs);
        take_items(std::min(wait_us, kLongestWaitUs));
        if (not_before_ <= base::mono_now()) turn();
        tell();
    }
    finish();
}

// What has been sent must be written down, or it is sent again after the next start.
void Lane::finish() {
    desk_.begin_nothing();
    const base::MonoTime until = base::mono_now() + 1000 * config_.timeout_ms + kFinishUs;
    while (base::mono_now() < until && (desk_.in_flight() > 0 || !writing_.empty())) {
        take_items(kLongestWaitUs / 10);
        if (not_before_ <= base::mono_now()) write();
    }
    (void)write();
}

void Lane::take_items(int64_t longest_us) {
    for (Item& item : inbox_.take_all(milliseconds_of(longest_us))) take_item(std::move(item));
}

void Lane::take_item(Item item) {
    if (auto* named = std::get_if<Named>(&item)) {
        if (named->receipt.epoch > epoch_) {
            epoch_ = named->receipt.epoch;
            desk_.forget_older(epoch_);
        }
        if (named->receipt.epoch == epoch_) desk_.take(named->receipt, named->ids);
        return;
    }
    const Sent& sent = std::get<Sent>(item);
    --load_[sent.sender];
    metrics_.attempts[static_cast<size_t>(sent.outcome.verdict)]->add();
    if (sent.outcome.verdict != Verdict::NotTried) metrics_.send_seconds.record_us(sent.took_us);
    desk_.on_outcome(sent.id, sent.attempts, sent.outcome, now(), random_());
}

void Lane::turn() {
    if (const base::Status connected = store_.connect(); !connected.ok()) {
        return wait_after(connected.error());
    }
    database_is_up_ = true;
    if (look() && read() && write()) note_hold();
}

void Lane::note_hold() {
    const Now at = now();
    Hold hold = desk_.hold(at);
    const int64_t since_us = at.mono - noted_at_;
    const bool is_news = hold.why != noted_.why && since_us >= kNoteAfterUs;
    if (!is_news && since_us < kNoteEveryUs) return;
    const TableLane lane{config_.channel, config_.urgent};
    if (const base::Status noted = store_.note(lane, hold, at.wall.us); !noted.ok()) {
        return wait_after(noted.error());
    }
    noted_ = std::move(hold);
    noted_at_ = at.mono;
}

// What waits for its turn, or has lost its message or its notifier, is found in the table: one row
// needs one message at most, and a pause holds no place in the broker's window.
bool Lane::look() {
    const Now at = now();
    const TableLane lane{config_.channel, config_.urgent};
    if (due_look_ <= at.mono) {
        due_look_ = at.mono + kDueEveryUs;
        if (!found(store_.due(lane, at.wall.us))) return false;
    }
    return lost_look_ > at.mono || look_for_lost(at, lane);
}

bool Lane::look_for_lost(const Now& at, const TableLane& lane) {
    lost_look_ = at.mono + config_.looks.every_us;
    const auto oldest = store_.oldest_failed(lane);
    if (!oldest.ok()) {
        wait_after(oldest.error());
        return false;
    }
    oldest_failed_us_ = oldest.value();
    const int64_t stalled_before = at.wall.us - config_.looks.stalled_after_us;
    return found(store_.lost(lane, at.wall.us - config_.looks.lost_after_us)) &&
           found(store_.stalled(lane, stalled_before, at.wall.us));
}

bool Lane::found(const base::Result<std::vector<std::string>>& ids) {
    if (ids.ok()) {
        desk_.found(ids.value());
    } else {
        wait_after(ids.error());
    }
    return ids.ok();
}

bool Lane::read() {
    const std::vector<std::string> ids = desk_.to_read(now());
    if (ids.empty()) return true;
    auto notices = store_.read(ids);
    if (!notices.ok()) {
        desk_.not_read(ids);
        wait_after(notices.error());
        return false;
    }
    desk_.on_read(ids, notices.value(), now());
    return true;
}

bool Lane::write() {
    if (writing_.empty()) writing_ = desk_.to_write(now());
    if (writing_.empty()) return true;
    if (const base::Status connected = store_.connect(); !connected.ok()) {
        wait_after(connected.error());
        return false;
    }
    auto happened = store_.apply(writing_, base::wall_now().us);
    if (!happened.ok()) {
        wait_after(happened.error());
        return false;
    }
    backoff_.reset();
    dispatch(desk_.on_written(std::exchange(writing_, {}), happened.value(), now()));
    return true;
}

void Lane::dispatch(std::vector<Job> jobs) {
    for (Job& job : jobs) {
        const auto least = std::ranges::min_element(load_);
        const auto sender = static_cast<size_t>(least - load_.begin());
        if (senders_[sender]->try_push(job)) {
            ++*least;
        } else {  // closing
            desk_.on_outcome(job.outgoing.id, job.attempts, {Verdict::NotTried, ""}, now(), 0);
        }
    }
}

// Who waits for his own limit is not late; what has failed is, wherever it waits.
int64_t Lane::oldest_us() const {
    const base::WallTime at = base::wall_now();
    const int64_t failed_us = oldest_failed_us_ == 0 ? 0 : at.us - oldest_failed_us_;
    return std::max(desk_.oldest_us(at), failed_us);
}

void Lane::tell() {
    const Tally tally = desk_.take_tally();
    metrics_.sent.add(tally.sent);
    metrics_.dead.add(tally.dead);
    metrics_.repeated.add(tally.repeated);
    metrics_.unknown.add(tally.unknown);
    metrics_.retries.add(tally.retries);
    metrics_.rate_limited.add(tally.rate_limited);
    metrics_.found.add(tally.found);
    metrics_.fell_back.add(tally.fell_back);
    for (const int64_t us : tally.created_to_sent_us) {
        metrics_.created_to_sent_seconds.record_us(us);
    }
    for (const auto& [id, reason] : tally.deaths) {
        logging::warn("notice is dead",
                      {{"queue", config_.queue}, {"notice", id}, {"reason", reason}});
    }
    metrics_.in_flight.set(static_cast<int64_t>(desk_.in_flight()));
    metrics_.waiting.set(static_cast<int64_t>(desk_.waiting()));
    metrics_.oldest_seconds.set_us(oldest_us());
    metrics_.channel_down.set(desk_.down() ? 1 : 0);
    for (const Receipt& receipt : desk_.take_settled()) settled_.push_back(receipt);
    if (settled_.empty() && failure_.empty()) return;
    if (report_({settled_, failure_})) settled_.clear();
}

void Lane::wait_after(const base::Error& error) {
    if (error.code != base::Errc::Retryable) failure_ = error.what;
    store_.close();
    database_is_up_ = false;
    metrics_.database_retries.add();
    const int64_t wait_ms = backoff_.next_ms(random_());
    not_before_ = base::mono_now() + wait_ms * 1000;
    logging::warn("the database will be asked again",
                  {{"queue", config_.queue}, {"error", error.what}, {"wait_ms", wait_ms}});
}

}  // namespace notifier
