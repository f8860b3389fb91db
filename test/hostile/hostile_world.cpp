#include "test/hostile/hostile_world.h"

#include <algorithm>
#include <cstdlib>
#include <variant>

#include "consumers/squareoff/accept.h"

namespace hostile {

using account::PositionKey;
using base::MonoTime;
using exits::Exit;
using exits::State;
using exits::Word;
using gateway::Step;

namespace {

constexpr uint32_t kDay = 20261128;
constexpr const char* kAccount = "A1";
const squareoff::Limits kLimits{};

}  // namespace

World::World(uint64_t seed, Honesty honesty)
    : random_{seed}, honesty_{honesty}, exchange_{random_, honesty} {
    dialect_.status_requests = chance(80);
    books_.account = kAccount;
    books_.day = kDay;
    books_.known = true;
    make_positions();
    start_gateway();
}

void World::make_positions() {
    for (uint32_t token = 1; token <= 3; ++token) {
        account::Instrument one;
        one.key = {events::Exchange::Nse, events::Segment::Fo, token};
        one.lot = token == 1 ? 1 : 25;
        one.tick = 500;
        one.freeze_quantity = token == 3 ? 100 : 0;
        one.last_price = 1'000'000;
        instruments_.emplace(one.key, one);
        account::Position position;
        position.key = {one.key, events::Product::Nrml};
        position.net = position.open_quantity = one.lot * pick(-12, 12);
        opened_[position.key] = position.net;
        books_.positions.push_back(position);
    }
}

squareoff::Surroundings World::now() const {
    squareoff::Surroundings now;
    now.site_is_active = true;
    now.epoch = 1;
    now.day = kDay;
    now.instruments = &instruments_;
    now.protections = &protections_;
    now.session_of = [](events::Exchange) { return std::string{"nse-1"}; };
    now.now_us = now_us_;
    return now;
}

void World::command_arrives() {
    if (look_ || commands_.size() > 2) return;
    events::Command command;
    command.id = "c" + std::to_string(++issued_);
    command.account = kAccount;
    command.day = kDay;
    command.action = events::CommandAction::Exit;
    command.epoch = 1;
    command.issued_us = now_us_;
    command.expires_us = now_us_ + pick(1'000'000, 600'000'000);
    command.validity = chance(70) ? events::Validity::Ioc : events::Validity::Day;
    if (chance(20)) command.percent = pick(1, 100);
    account::View view = books_;
    for (const auto& [id, row] : rows_) view.own.push_back(row);
    commands_.push_back(squareoff::accept(command, "", view, now(), kLimits));
    agenda_.set(kAccount, now_us_, 0, now_us_);  // its own transaction looks at the account
}

// The transaction reads at one moment …
void World::begin_look() {
    if (look_ || agenda_.take_due(now_us_, now_us_ + 3'000'000, 1, 1'000).empty()) return;
    looked_ = {};
    looked_.view = books_;
    looked_.commands = commands_;
    for (const auto& [id, row] : rows_) looked_.view.own.push_back(row);
    look_ = std::make_unique<squareoff::Changes>(squareoff::advance(looked_, now(), kLimits));
}

// … and writes at a later one: the gateway may have written meanwhile.
void World::commit_look() {
    if (!look_) return;
    if (overtaken()) {  // rolled back, and taken on again
        agenda_.again({kAccount, "", 0}, now_us_);
        return look_.reset();
    }
    for (const Exit& planned : look_->planned) {
        if (!rows_.emplace(planned.client_order_id, planned).second) fail("planned twice");
    }
    for (const Exit& moved : look_->ended) take_by_books(moved);
    for (const std::string& id : look_->withdrawn) move(id, Word::Withdraw);
    commands_ = looked_.commands;
    std::erase_if(commands_, [](const auto& state) { return state.ended_us != 0; });
    std::vector<std::string> planned;
    for (const auto& [id, row] : rows_) {
        if (row.state == State::Planned) planned.push_back(id);
    }
    if (const auto look_us = squareoff::next_look(looked_, *look_, now_us_)) {
        agenda_.set(kAccount, *look_us, planned.size(), now_us_);
    } else {
        agenda_.forget(kAccount);
    }
    look_.reset();
    if (!planned.empty()) desk_->on_message({1, ++marks_}, planned);
}

// As Store::require_ends.
bool World::overtaken() const {
    return std::ranges::any_of(look_->ended, [this](const Exit& moved) {
        return moved.ended_us != 0 && !exits::may_write(rows_.at(moved.client_order_id), moved);
    });
}

void World::take_by_books(const Exit& moved) {
    Exit& row = rows_.at(moved.client_order_id);
    row.filled = moved.filled;
    if (!exits::may_write(row, moved)) return;
    if (moved.state == State::Planned && row.state != State::Planned) fail("planned once more");
    row.state = moved.state;
    row.reason = moved.reason;
    row.ended_us = moved.ended_us;
    row.doubt_us = moved.doubt_us;
    row.short_us = moved.short_us;
}

void World::start_gateway() {
    ++processes_;
    gateway::Desk::Limits limits;
    limits.answer_timeout_us = 2'000'000;
    limits.batch_max = static_cast<size_t>(pick(1, 5));
    desk_ = std::make_unique<gateway::Desk>(limits, gateway::Throttle{1'000, 100}, dialect_,
                                            "p" + std::to_string(processes_) + ":");
}

// What was heard is in the rows by then: that it comes there within a transaction's time is the
// limit of what can be promised (docs/gateway.md).
void World::crash() {
    while (!recorder_.empty()) recorder_works();
    log_out();
    marker_.clear();
    start_gateway();
}

void World::log_on() {
    if (!logged_on_) {
        logged_on_ = true;
        desk_->on_logon(MonoTime{now_us_});
    }
    std::vector<Exit> open;
    for (const auto& [id, row] : rows_) {
        const bool is_open =
            row.state == State::Planned || row.state == State::Sending || row.state == State::Sent;
        if (row.ended_us == 0 && is_open) open.push_back(row);
    }
    desk_->on_found(std::move(open), MonoTime{now_us_});
}

// Some of what is on the wire never arrives.
void World::log_out() {
    while (!wire_.empty() && chance(80)) {
        exchange_.take(wire_.front(), now_us_);
        wire_.pop_front();
    }
    wire_.clear();
    logged_on_ = false;
    desk_->on_logout();
}

void World::act() {
    for (const Step& step : desk_->steps(MonoTime{now_us_})) perform(step);
    (void)desk_->settled();
}

void World::perform(const Step& step) {
    if (const auto* to_send = std::get_if<gateway::Send>(&step)) {
        if (MonoTime{now_us_} > to_send->until) {
            return desk_->on_too_late(to_send->order.client_order_id);
        }
        return send(to_send->order);
    }
    if (const auto* to_ask = std::get_if<gateway::AskExchange>(&step)) {
        if (!logged_on_) return;
        wire_.push_back({to_ask->order, ++seq_, true});
        return desk_->on_asked(to_ask->order.client_order_id, seq_, MonoTime{now_us_});
    }
    const bool marker = std::holds_alternative<gateway::Mark>(step) ||
                        std::holds_alternative<gateway::LookUp>(step) ||
                        std::holds_alternative<gateway::PutBack>(step);
    (marker ? marker_ : recorder_).push_back(step);
}

void World::send(const Exit& order) {
    const std::string& id = order.client_order_id;
    if (!logged_on_) return desk_->on_not_sent(id);
    if (!sent_.insert(id).second) fail("sent twice: " + id);
    check_sent(order);
    wire_.push_back({order, ++seq_, false});
    desk_->on_sent(id, seq_, MonoTime{now_us_}, now_us_);
}

void World::marker_works() {
    if (marker_.empty()) return;
    const Step step = std::move(marker_.front());
    marker_.pop_front();
    if (const auto* look = std::get_if<gateway::LookUp>(&step)) {
        std::vector<Exit> rows;
        for (const auto& id : look->ids) rows.push_back(rows_.at(id));
        return desk_->on_looked(look->ids, std::move(rows));
    }
    if (const auto* back = std::get_if<gateway::PutBack>(&step)) {
        if (rows_.at(back->id).sender == back->sender) move(back->id, Word::PutBack);
        return;
    }
    gateway::Marked marked;
    marked.begun = MonoTime{now_us_};
    const std::string mark = "p" + std::to_string(processes_) + ":" + std::to_string(++marks_);
    for (const auto& id : std::get<gateway::Mark>(step).ids) {
        Exit& row = rows_.at(id);
        if (row.state != State::Planned) {
            marked.settled.push_back(id);
        } else if (row.expires_us <= now_us_) {
            move(id, Word::Fence);
            marked.settled.push_back(id);
        } else {
            move(id, Word::Mark);
            row.sender = mark;
            marked.won.push_back(row);
        }
    }
    now_us_ += pick(0, 3'000);
    if (processes_ == 1 && chance(30)) answer_arrives();  // while the transaction runs
    desk_->on_marked(std::move(marked), MonoTime{now_us_});
}

void World::recorder_works() {
    if (recorder_.empty()) return;
    const Step step = std::move(recorder_.front());
    recorder_.pop_front();
    record(step);
}

// As gateway::Store::write.
void World::record(const Step& step) {
    if (const auto* books = std::get_if<gateway::AskBooks>(&step)) {
        std::vector<gateway::BookAnswer> answers;
        for (const Exit& order : books->orders) {
            const bool known = account::find_order(books_, order.client_order_id) != nullptr;
            answers.push_back({order.client_order_id, known});
        }
        return desk_->on_books(answers, MonoTime{now_us_});
    }
    if (const auto* sent = std::get_if<gateway::RecordSent>(&step)) {
        Exit& row = rows_.at(sent->id);
        if (row.sender != sent->sender) return;
        row.sent_us = now_us_;
        return move(sent->id, Word::OnWire);
    }
    if (const auto* heard = std::get_if<gateway::Hear>(&step)) {
        const auto found = rows_.find(heard->id);
        if (found == rows_.end()) return;
        Exit& row = found->second;
        const int64_t filled = heard->filled == exits::kAllOfIt ? row.quantity : heard->filled;
        row.heard = std::max(row.heard, filled);
        return move(heard->id, Word::HearFill);
    }
    if (const auto* doubt = std::get_if<gateway::Doubt>(&step)) {
        return move(doubt->id, Word::Contradict);
    }
    if (const auto* living = std::get_if<gateway::Living>(&step)) {
        return move(living->id, Word::HearLife);
    }
    if (const auto* refuse = std::get_if<gateway::Refuse>(&step)) {
        return move(refuse->id, Word::Refuse);
    }
    if (const auto* no = std::get_if<gateway::Reject>(&step)) {
        if (no->kind == exits::Rejection::OfCancel) return;  // there are no cancels here
        move(no->id,
             no->kind == exits::Rejection::NotReceived ? Word::NotReceived : Word::HearReject);
    }
}

void World::move(const std::string& id, Word word) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) return;
    Exit& row = found->second;
    exits::Facts facts = exits::facts_of(row);
    facts.in_books = account::find_order(books_, id) != nullptr;
    const auto to = exits::next(facts, word);
    if (!to) return;
    const bool doubts = *to == State::Doubt && row.state != State::Doubt;
    row.state = *to;
    if (word == Word::Withdraw) row.ended_us = now_us_;
    if (doubts) {
        row.ended_us = 0;
        row.doubt_us = now_us_;
        ++contradictions_;
    }
    const bool gateways = word < Word::Withdraw;
    if (gateways && (doubts || exits::is_final(*to))) agenda_.urgent(kAccount, now_us_);
    if (doubts && gateways) desk_->on_doubt(kAccount, MonoTime{now_us_});
}

bool World::answer_arrives() {
    if (!logged_on_) return false;
    const auto answer = exchange_.answer();
    if (!answer) return false;
    note_told(*answer);
    desk_->on_answer(*answer, MonoTime{now_us_});
    // What an earlier process has ended is not expected by this one: it is held from the record on.
    act();
    while (processes_ > 1 && !recorder_.empty()) recorder_works();
    return true;
}

void World::time_passes() {
    now_us_ += pick(0, 10'000);
    if (chance(1) && chance(30)) {  // a while in which neither database nor square-off is asleep
        while (!marker_.empty() || !recorder_.empty()) {
            marker_works();
            recorder_works();
            act();
        }
        commit_look();
        begin_look();
        commit_look();
        now_us_ += pick(0, 40'000'000);
    }
}

void World::step() {
    time_passes();
    switch (pick(0, 19)) {
        case 0:
            if (chance(20)) command_arrives();
            break;
        case 1:
        case 2:
            begin_look();
            break;
        case 3:
        case 4:
            commit_look();
            break;
        case 5:
        case 6:
            marker_works();
            break;
        case 7:
        case 8:
        case 9:
            recorder_works();
            break;
        case 10:
        case 11:
            if (wire_.empty()) break;
            exchange_.take(wire_.front(), now_us_);
            wire_.pop_front();
            break;
        case 12:
            if (chance(30)) exchange_.moves(now_us_);
            break;
        case 13:
            if (chance(60)) exchange_.contradicts();
            break;
        case 14:
        case 15:
        case 16:
            answer_arrives();
            break;
        case 17:
            if (!logged_on_ || chance(10)) log_on();
            break;
        case 18:
            if (chance(1)) chance(50) ? crash() : log_out();
            break;
        default:
            books_take();
    }
    act();
}

World::Counts World::counts() const {
    return {sent_.size(), exchange_.fills(), contradictions_, processes_ - 1};
}

}  // namespace hostile
