#include "producers/feed/drop_copy_session.h"

#include <algorithm>
#include <chrono>

#include "common/base/clock.h"
#include "common/base/crc32.h"
#include "common/fix/wire_text.h"
#include "common/log/log.h"

namespace feed {
namespace {

constexpr int64_t kBehindFirstLogon = 2;
constexpr int kUnusableMax = 100;  // dead letters of one connection; beyond that log lines

// The last bit of a mark says that the message is a report: those are sent again when they are
// asked for, other messages by some counterparties only.
constexpr uint32_t kReport = 1;

bool is_report(uint32_t mark) { return (mark & kReport) != 0; }
// Marks of an older version have any last bit.
bool are_same(uint32_t a, uint32_t b) { return (a | kReport) == (b | kReport); }

}  // namespace

// By what no counterparty changes when it sends a report again. Other messages: all they say.
uint32_t mark_of(const fix::Message& message) {
    const bool report = message.find(17) != nullptr;
    std::string text = message.type;
    for (const fix::Tag& tag : message.fields) {
        const bool day_of_time = tag.number == 60;
        const bool names = tag.number == 17 || tag.number == 37 || tag.number == 75;
        if (report && !names && !day_of_time) continue;
        text.append("|").append(std::to_string(tag.number)).append("=");
        text.append(tag.value, 0, report && day_of_time ? 8 : std::string::npos);
    }
    const uint32_t digest = base::crc32(text);
    return report ? digest | kReport : std::max<uint32_t>(2, digest & ~kReport);
}

DropCopySession::DropCopySession(std::string name, int heartbeat_s, const fix::Dialect& dialect,
                                 Arrivals& arrivals, DropCopyMetrics& metrics)
    : name_{std::move(name)},
      // Longer, and the counterparty would miss our heartbeat.
      room_wait_ms_{int64_t{heartbeat_s} * 1000 / 2},
      dialect_{dialect},
      arrivals_{arrivals},
      metrics_{metrics} {}

void DropCopySession::begin(fix::Engine& engine, int64_t next, uint32_t mark, uint32_t day) {
    engine_ = &engine;
    next_ = next;
    last_mark_ = next > 1 ? mark : 0;
    day_ = mark == 0 ? day : 0;
    heard_us_ = base::mono_now().us;
    engine_->rewind(name_, wanted());
}

void DropCopySession::on_logon(const std::string&, int64_t their_next) noexcept {
    logged_on_ = true;
    had_no_room_ = false;
    compare_day_ = day_ != 0;
    unusable_left_ = kUnusableMax;
    heard_us_ = base::mono_now().us;
    logging::info("logged on", {{"session", name_}, {"next", next_}, {"their_next", their_next}});
    // A gap before the logon leaves the expectation as it was; otherwise the logon took the number.
    const bool took_number = their_next > wanted();
    if (their_next < wanted() || (took_number && their_next <= next_)) {
        begin_anew("its logon counts lower");
        if (their_next > kBehindFirstLogon) leave();
        return;
    }
    compare_mark_ = !took_number && wanted() < next_;
}

void DropCopySession::on_logout(const std::string&, const std::string& why) noexcept {
    logged_on_ = false;
    leaving_ = false;
    compare_mark_ = false;
    if (why != fix::kDayBegun) {
        logging::warn("logged out", {{"session", name_}, {"reason", why}});
    }
    // Of the number we asked from; the counterparty's words on our own numbers begin otherwise.
    if (next_ > 1 && why.starts_with("MsgSeqNum too low")) begin_anew(why);
    engine_->rewind(name_, wanted());
}

void DropCopySession::on_day_begun(const std::string&) noexcept {
    begin_anew(fix::kDayBegun, true);
}

void DropCopySession::on_numbers_lost(const std::string&, const fix::NumbersLost& lost) noexcept {
    if (lost.theirs && next_ > 1) return begin_anew(lost.what, false);
    metrics_.resets.add();
    logging::error("the counterparty has lost its numbers",
                   {{"session", name_}, {"reason", lost.what}});
}

// A message came while the last report is waited for. False: nothing is taken any more.
bool DropCopySession::look_for_last(int64_t seq) {
    if (seq >= next_) return on_last_passed();
    if (seq == next_ - 1) {
        compare_mark_ = from_first_ = false;
    } else if (from_first_) {
        // What comes behind it in this connection is the new numbering's, from its first on.
        begin_anew("number " + std::to_string(next_ - 1) +
                   " holds no message now, and lower ones do");
    }
    return true;
}

// The numbers have passed the last report's, and something else, or nothing, was under it: another
// numbering, or a counterparty that does not send it again. Which, the lower numbers tell: where
// they hold a message, nothing of it was taken under these numbers; where they hold none, nothing
// can be lost. False: nothing is taken any more, all is asked for.
bool DropCopySession::on_last_passed() {
    compare_mark_ = false;
    const bool must_come = is_report(last_mark_) || engine_->day_has_begun(name_);
    if (from_first_ || !must_come) {
        from_first_ = false;
        return true;
    }
    from_first_ = true;
    logging::warn("the last message was not sent again, asking for all",
                  {{"session", name_}, {"number", next_ - 1}});
    leave();
    return false;
}

void DropCopySession::leave() {
    leaving_ = true;
    engine_->drop(name_);
}

bool DropCopySession::on_message(const fix::Message& message) noexcept {
    heard_us_ = base::mono_now().us;
    const uint32_t mark = mark_of(message);
    if (leaving_) return false;
    if (message.seq == next_ - 1 && last_mark_ != 0 && !are_same(mark, last_mark_)) {
        begin_anew("number " + std::to_string(message.seq) + " is another message now");
        return false;
    }
    if (compare_mark_ && !look_for_last(message.seq)) return false;
    if (message.seq < next_) return true;  // handed over before
    if (compare_day_ && is_of_a_later_day(message)) {
        begin_anew("its first report is of a later day");
        return false;
    }
    if (!arrivals_.push(message, std::chrono::milliseconds{room_wait_ms_})) {
        metrics_.no_room.add();
        had_no_room_ = true;
        return false;
    }
    next_ = message.seq + 1;
    last_mark_ = mark;
    return true;
}

void DropCopySession::on_sequence_reset(const std::string&, int64_t new_next,
                                        bool gap_fill) noexcept {
    heard_us_ = base::mono_now().us;
    if (leaving_ || (compare_mark_ && new_next >= next_ && !on_last_passed())) return;
    if (gap_fill) return;  // the next message tells how many numbers hold nothing
    if (new_next < next_) return begin_anew("it has reset its numbers");
    if (next_ == 1) return;
    metrics_.skipped.add();
    logging::error("the counterparty skips numbers; messages may be missing",
                   {{"session", name_}, {"expected", next_}, {"next", new_next}});
}

void DropCopySession::on_wire(const std::string& session, bool incoming,
                              const std::string& text) noexcept {
    // A heartbeat, say, that was sent once more under its number: nobody else tells of that.
    if (incoming && compare_mark_ && engine_->their_next(name_) >= next_) (void)on_last_passed();
    if (incoming && fix::is_intact(text)) seen_ = std::max<int64_t>(seen_, fix::seq_of(text));
    logging::debug(incoming ? "received" : "sent", {{"session", session}, {"text", text}});
}

// No number of the stream is its own, so it takes no place there. What was lost comes again under
// its number, or leaves a hole that is told.
void DropCopySession::on_unusable(const std::string& session, const std::string& why,
                                  const std::string& text) noexcept {
    logging::error("unusable bytes from the counterparty", {{"session", session}, {"reason", why}});
    if (unusable_left_ == 0) return;
    --unusable_left_;
    fix::Message message = fix::read_text(text);
    message.seq = 0;
    message.problem = why;
    // One that finds no room is in the log.
    (void)arrivals_.push(message, std::chrono::milliseconds{0});
}

void DropCopySession::begin_anew(const std::string& why) {
    begin_anew(why, engine_->day_has_begun(name_));
}

void DropCopySession::begin_anew(const std::string& why, bool day_begins) {
    if (day_begins) {
        logging::info("the counterparty's day begins", {{"session", name_}, {"reason", why}});
    } else {
        metrics_.resets.add();
        logging::error("the counterparty's numbers begin anew",
                       {{"session", name_}, {"reason", why}});
    }
    arrivals_.push_reset(day_begins);
    next_ = 1;
    last_mark_ = 0;
    compare_mark_ = from_first_ = false;
    seen_ = 0;
    ++stream_;
    day_ = 0;
}

bool DropCopySession::is_of_a_later_day(const fix::Message& message) {
    const auto read = fix::read_from_exchange(message, dialect_);
    const auto* report = read.ok() ? std::get_if<fix::ExecutionReport>(&read.value()) : nullptr;
    if (report == nullptr) return false;
    compare_day_ = false;
    return day_ != 0 && report->day > day_;
}

}  // namespace feed
