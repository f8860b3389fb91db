#include "test/unit/gateway/play.h"

#include <algorithm>

#include "test/unit/gateway/orders.h"

using exits::Exit;
using exits::State;
using gateway::Answer;
using gateway::Step;

namespace {

constexpr int64_t kAnswerTimeoutUs = 50'000;
constexpr int64_t kMarkValidUs = 20'000;
constexpr size_t kRowsMax = 60;

bool may_be_rejected(State state) {
    return state == State::Sending || state == State::Sent || state == State::Working ||
           state == State::Frozen;
}

}  // namespace

Play::Play(uint64_t seed, bool status_requests) : random_{seed} {
    dialect_.status_requests = status_requests;
    add_rows();
    start_process();
}

void Play::note(const std::string& id, const std::string& what) {
    wrong_.push_back(id + ": " + what);
}

const std::string& Play::any_id() { return ids_[random_() % ids_.size()]; }

void Play::add_rows() {
    if (ids_.size() >= kRowsMax) return;
    gateway::Deliveries unused;
    std::vector<std::string> fresh;
    for (size_t count = random_() % 5 + 1; count > 0; --count) {
        const std::string id = "BX" + std::to_string(ids_.size());
        Row row{make_order({.id = id, .cancel = chance(30)}), epoch_, ""};
        if (chance(5)) row.epoch -= 1;
        rows_.emplace(id, row);
        ids_.push_back(id);
        fresh.push_back(id);
    }
    if (chance(90)) messages_.emplace(next_tag_++, Message{fresh, false});
}

void Play::start_process() {
    process_ = "p" + std::to_string(crashes_) + ":";
    gateway::Desk::Limits limits;
    limits.answer_timeout_us = kAnswerTimeoutUs;
    limits.settle_us = 1'000;
    limits.mark_valid_us = kMarkValidUs;
    limits.batch_max = random_() % 6 + 1;
    gateway::Throttle throttle{1'000, static_cast<int64_t>(random_() % 8 + 1)};
    desk_ = std::make_unique<gateway::Desk>(limits, throttle, dialect_, process_);
}

void Play::crash() {
    ++crashes_;
    log_out();
    lose_link();
    marker_.clear();
    recorder_.clear();
    start_process();
}

void Play::log_on() {
    if (logged_on_) return;
    logged_on_ = true;
    desk_->on_logon(now_);
    std::vector<Exit> found;
    for (const auto& [id, row] : rows_) found.push_back(row.order);
    desk_->on_found(std::move(found), now_);
}

// What is on the wire has been read up to some message, or not: later ones are filled with a gap.
void Play::log_out() {
    while (!wire_.empty() && chance(80)) exchange_reads();
    for (const OnWire& one : wire_) lost_count_ += one.status ? 0 : 1;
    wire_.clear();
    logged_on_ = false;
    desk_->on_logout();
}

void Play::change_site() {
    active_ = !active_;
    if (active_) ++epoch_;
}

void Play::deliver() {
    for (auto& [tag, message] : messages_) {
        if (message.delivered) continue;
        message.delivered = true;
        return desk_->on_message({link_, tag}, message.ids);
    }
    if (!calm_ && chance(20)) messages_.emplace(next_tag_++, Message{{any_id(), any_id()}, false});
}

void Play::lose_link() {
    ++link_;
    for (auto& [tag, message] : messages_) message.delivered = false;
    desk_->on_link_lost();
}

void Play::act() {
    for (const Step& step : desk_->steps(now_)) perform(step);
    for (const gateway::DeliveryKey& key : desk_->settled()) {
        if (key.epoch == link_) messages_.erase(key.tag);
    }
}

void Play::perform(const Step& step) {
    if (const auto* to_send = std::get_if<gateway::Send>(&step)) return send(*to_send);
    if (const auto* to_ask = std::get_if<gateway::AskExchange>(&step)) return ask(to_ask->order);
    const bool marker = std::holds_alternative<gateway::Mark>(step) ||
                        std::holds_alternative<gateway::LookUp>(step) ||
                        std::holds_alternative<gateway::PutBack>(step);
    (marker ? marker_ : recorder_).push_back(step);
}

void Play::send(const gateway::Send& step) {
    const Exit& order = step.order;
    const std::string& id = order.client_order_id;
    if (!calm_ && chance(2)) now_ = now_ + 2 * kMarkValidUs;  // frozen before the wire
    if (now_ > step.until) return desk_->on_too_late(id);
    if (!logged_on_ || (!calm_ && chance(3))) {
        logged_on_ = false;
        return desk_->on_not_sent(id);
    }
    const Row& row = rows_.at(id);
    if (row.order.state != State::Sending) note(id, "sent, but not marked");
    if (row.order.sender != order.sender) note(id, "sent under the mark of somebody else");
    if (++put_on_wire_[id] > 1) note(id, "sent twice");
    wire_.push_back({id, next_seq_, false});
    desk_->on_sent(id, next_seq_++, now_, 1);
}

void Play::ask(const Exit& order) {
    if (!logged_on_) return;
    if (order.is_cancel()) note(order.client_order_id, "a cancel has no status");
    wire_.push_back({order.client_order_id, next_seq_, true});
    desk_->on_asked(order.client_order_id, next_seq_++, now_);
}

void Play::marker_works() {
    if (marker_.empty()) return;
    const Step step = std::move(marker_.front());
    marker_.pop_front();
    if (const auto* look = std::get_if<gateway::LookUp>(&step)) {
        std::vector<Exit> rows;
        for (const auto& id : look->ids) rows.push_back(rows_.at(id).order);
        return desk_->on_looked(look->ids, std::move(rows));
    }
    if (const auto* marking = std::get_if<gateway::Mark>(&step)) return mark(*marking);
    const auto& back = std::get<gateway::PutBack>(step);
    Exit& order = rows_.at(back.id).order;
    if (order.state == State::Sending && order.sender == back.sender) {
        order.state = State::Planned;
    }
}

void Play::mark(const gateway::Mark& step) {
    gateway::Marked marked;
    marked.begun = now_;
    const std::string mark = process_ + std::to_string(++marks_);
    for (const Exit& order : step.orders) {
        const std::string& id = order.client_order_id;
        Row& row = rows_.at(id);
        if (row.order.state != State::Planned) {
            marked.settled.push_back(id);
        } else if (active_ && row.epoch == epoch_) {
            row.order.state = State::Sending;
            row.order.sender = mark;
            Exit& won = marked.won.emplace_back(order);  // as it was read
            won.state = row.order.state;
            won.sender = mark;
        } else {
            row.order.state = State::Cancelled;
            marked.settled.push_back(id);
        }
    }
    if (!calm_ && chance(3)) return crash();                  // between commit and wire
    if (!calm_ && chance(3)) now_ = now_ + 2 * kMarkValidUs;  // frozen for a while
    desk_->on_marked(std::move(marked), now_);
}

void Play::recorder_works() {
    if (recorder_.empty()) return;
    const Step step = std::move(recorder_.front());
    recorder_.pop_front();
    record(step);
}

void Play::record(const Step& step) {
    if (const auto* books = std::get_if<gateway::AskBooks>(&step)) {
        std::vector<gateway::BookAnswer> answers;
        for (const Exit& order : books->orders) {
            answers.push_back({order.client_order_id, books_.contains(order.client_order_id)});
        }
        return desk_->on_books(answers, now_);
    }
    if (const auto* sent = std::get_if<gateway::RecordSent>(&step)) {
        Exit& order = rows_.at(sent->id).order;
        if (order.state == State::Sending) order.state = State::Sent;
    } else if (const auto* refuse = std::get_if<gateway::Refuse>(&step)) {
        Row& row = rows_.at(refuse->id);
        if (row.order.state == State::Planned) row.order.state = State::Rejected;
    } else if (const auto* no = std::get_if<gateway::Reject>(&step)) {
        const gateway::Reject& reject = *no;
        Row& row = rows_.at(reject.id);
        const bool known = reject.kind == exits::Rejection::NotReceived &&
                           (books_.contains(reject.id) || row.order.state == State::Working);
        if (known || !may_be_rejected(row.order.state)) return;
        row.order.state = State::Rejected;
        row.reason = reject.reason;
    }
}

void Play::exchange_reads() {
    if (wire_.empty()) return;
    const OnWire one = wire_.front();
    wire_.pop_front();
    if (!one.status) {
        ++received_count_;
        ++received_[one.id];
        const bool cancel = rows_.at(one.id).order.is_cancel();
        if (chance(10)) {
            answers_.push_back(gateway::NotTaken{one.seq, cancel ? "F" : "D", true, {}, "bad tag"});
        } else if (chance(10)) {
            answers_.push_back(gateway::Rejected{one.id, cancel ? "too late" : "price band"});
        } else if (calm_ || chance(80)) {
            answers_.push_back(gateway::Known{one.id});
        }
        return;
    }
    if (!calm_ && chance(30)) return;  // deaf
    if (received_.contains(one.id)) {
        answers_.push_back(gateway::Known{one.id});
    } else if (!calm_ && chance(5)) {
        answers_.push_back(gateway::NotTaken{one.seq, "H", true, {}, "unsupported"});
    } else {
        answers_.push_back(gateway::NotThere{one.id});
    }
}

// Reports that were missed come after the next logon, and some twice.
void Play::answer_arrives() {
    if (!logged_on_ || answers_.empty()) return;
    const Answer answer = answers_.front();
    if (calm_ || !chance(5)) answers_.pop_front();
    if (calm_ || chance(90)) desk_->on_answer(answer, now_);
}

// The drop copy, and the square-off that reads it.
void Play::books_grow() {
    for (const auto& [id, count] : received_) {
        if (books_.contains(id) || !(calm_ || chance(20))) continue;
        books_.insert(id);
        Exit& order = rows_.at(id).order;
        const bool out = order.state == State::Sending || order.state == State::Sent;
        if (out && chance(50)) order.state = State::Working;
    }
}

void Play::step() {
    now_ = now_ + static_cast<int64_t>(random_() % 3'000);
    switch (random_() % 16) {
        case 0:
            add_rows();
            break;
        case 1:
            log_on();
            break;
        case 2:
            if (chance(15)) log_out();
            break;
        case 3:
            if (chance(5)) change_site();
            break;
        case 4:
            if (chance(5)) lose_link();
            break;
        case 5:
            if (chance(5)) crash();
            break;
        case 6:
            deliver();
            break;
        case 7:
        case 8:
        case 9:
            marker_works();
            break;
        case 10:
        case 11:
            recorder_works();
            break;
        case 12:
            exchange_reads();
            break;
        case 13:
            answer_arrives();
            break;
        case 14:
            books_grow();
            break;
        default:
            break;
    }
    act();
}

void Play::quiesce() {
    calm_ = true;
    for (int turn = 0; turn < 3'000; ++turn) {
        now_ = now_ + 5'000;
        if (turn % 500 == 0) log_out();
        log_on();
        deliver();
        marker_works();
        recorder_works();
        exchange_reads();
        answer_arrives();
        books_grow();
        act();
    }
}

std::vector<std::string> Play::judge() const {
    std::vector<std::string> wrong = wrong_;
    if (!calm_) return wrong;
    for (const auto& [id, row] : rows_) {
        const bool received = received_.contains(id);
        const State state = row.order.state;
        const bool doubt_allowed = !dialect_.status_requests && !received;
        if (state == State::Planned) wrong.push_back(id + ": still planned");
        if (state == State::Sending && !doubt_allowed) wrong.push_back(id + ": still sending");
        if (state == State::Sent && !received && !doubt_allowed && !row.order.is_cancel()) {
            wrong.push_back(id + ": sent, but never received");
        }
        if (state == State::Rejected && received && row.reason.starts_with("not received")) {
            wrong.push_back(id + ": received, but called not received");
        }
    }
    for (const auto& [tag, message] : messages_) {
        wrong.push_back("message " + std::to_string(tag) + ": not acknowledged");
    }
    return wrong;
}
