#include "producers/feed/drop_copy_session.h"

#include <algorithm>
#include <chrono>

#include "common/base/clock.h"
#include "common/log/log.h"

namespace feed {
namespace {

constexpr int kExecId = 17;
constexpr int64_t kBehindFirstLogon = 2;
const std::string kNone;

}  // namespace

DropCopySession::DropCopySession(std::string name, int heartbeat_s, const fix::Dialect& dialect,
                                 Arrivals& arrivals, DropCopyMetrics& metrics)
    : name_{std::move(name)},
      // Longer, and the counterparty would miss our heartbeat.
      room_wait_ms_{int64_t{heartbeat_s} * 1000 / 2},
      dialect_{dialect},
      arrivals_{arrivals},
      metrics_{metrics} {}

void DropCopySession::begin(fix::Engine& engine, int64_t next, uint32_t day) {
    engine_ = &engine;
    next_ = next;
    day_ = day;
    heard_us_ = base::mono_now().us;
    engine_->rewind(name_, next_);
}

void DropCopySession::on_logon(const std::string&, int64_t their_next) noexcept {
    logged_on_ = true;
    compare_day_ = true;
    heard_us_ = base::mono_now().us;
    logging::info("logged on", {{"session", name_}, {"next", next_}, {"their_next", their_next}});
    // A gap before the logon leaves the expectation as it was; otherwise the logon took the number.
    if (their_next < wanted() || (!last_id_.empty() && their_next == next_)) {
        begin_anew("its logon counts lower");
        if (their_next > kBehindFirstLogon) engine_->drop(name_);
    }
}

void DropCopySession::on_logout(const std::string&, const std::string& why) noexcept {
    logged_on_ = false;
    logging::warn("logged out", {{"session", name_}, {"reason", why}});
    // Of the number we asked from; the counterparty's words on our own numbers begin otherwise.
    if (next_ > 1 && why.starts_with("MsgSeqNum too low")) begin_anew(why);
    engine_->rewind(name_, wanted());
}

bool DropCopySession::on_message(const fix::Message& message) noexcept {
    heard_us_ = base::mono_now().us;
    const std::string* id = message.find(kExecId);
    const std::string& exec_id = id == nullptr ? kNone : *id;
    if (message.seq == next_ - 1 && !last_id_.empty() && exec_id != last_id_) {
        begin_anew("number " + std::to_string(message.seq) + " is another message now");
        return false;
    }
    if (message.seq < next_) return true;  // handed over before
    if (compare_day_ && is_of_a_later_day(message)) {
        begin_anew("its first report is of a later day");
        return false;
    }
    if (!arrivals_.push(message, std::chrono::milliseconds{room_wait_ms_})) {
        metrics_.no_room.add();
        return false;
    }
    next_ = message.seq + 1;
    last_id_ = exec_id;
    return true;
}

void DropCopySession::on_sequence_reset(const std::string&, int64_t new_next,
                                        bool gap_fill) noexcept {
    heard_us_ = base::mono_now().us;
    if (gap_fill) return;  // the next message tells how many numbers hold nothing
    if (new_next < next_) return begin_anew("it has reset its numbers");
    if (next_ == 1) return;
    metrics_.skipped.add();
    logging::error("the counterparty skips numbers; messages may be missing",
                   {{"session", name_}, {"expected", next_}, {"next", new_next}});
}

void DropCopySession::on_wire(const std::string& session, bool incoming,
                              const std::string& text) noexcept {
    logging::debug(incoming ? "received" : "sent", {{"session", session}, {"text", text}});
}

void DropCopySession::begin_anew(const std::string& why) {
    metrics_.resets.add();
    logging::error("the counterparty's numbers begin anew", {{"session", name_}, {"reason", why}});
    arrivals_.push_reset();
    next_ = 1;
    last_id_.clear();
    day_ = 0;
}

bool DropCopySession::is_of_a_later_day(const fix::Message& message) {
    const auto read = fix::read_from_exchange(message, dialect_);
    const auto* report = read.ok() ? std::get_if<fix::ExecutionReport>(&read.value()) : nullptr;
    if (report == nullptr) return false;
    compare_day_ = false;
    if (day_ != 0 && report->day > day_) return true;
    day_ = std::max(day_, report->day);
    return false;
}

}  // namespace feed
