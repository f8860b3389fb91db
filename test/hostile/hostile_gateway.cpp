#include <algorithm>
#include <utility>
#include <variant>

#include "test/hostile/hostile_world.h"

// The gateway of the world: what its session shell and its two lanes do with the steps of the desk.
namespace hostile {

using base::MonoTime;
using exits::Exit;
using exits::State;

void World::start_gateway() {
    ++processes_;
    is_new_process_ = true;
    gateway::Desk::Limits limits;
    limits.answer_timeout_us = 2'000'000;
    limits.batch_max = static_cast<size_t>(pick(1, 5));
    desk_ = std::make_unique<gateway::Desk>(limits, gateway::Throttle{1'000, 100}, dialect_,
                                            "p" + std::to_string(processes_) + ":");
}

// What was heard is in the rows by then: that it comes there within a transaction's time is the
// limit of what can be promised (docs/gateway.md).
void World::crash() {
    while (!waiting_.empty() || !questions_.empty()) recorder_works();
    log_out();
    marker_.clear();
    start_gateway();
    judge_.gateway_restarted();
    exchange_.gateway_restarted();
    note("gateway restarted");
}

// As the sweep.
void World::log_on() {
    if (!logged_on_) {
        logged_on_ = true;
        if (chance(30)) count_anew();
        desk_->on_logon(MonoTime{now_us_});
    }
    std::vector<Exit> open;
    for (const auto& [id, row] : rows_) {
        const bool is_open =
            row.state == State::Planned || row.state == State::Sending || row.state == State::Sent;
        if (row.ended_us == 0 && is_open) open.push_back(row);
    }
    if (std::exchange(is_new_process_, false)) {
        for (const auto& [id, row] : rows_) {
            const bool ended = exits::is_final(row.state) || row.state == State::Doubt;
            if (row.ended_us == 0 && ended) await_look(row.account);
        }
    }
    desk_->on_found(std::move(open), MonoTime{now_us_});
}

// A Logon with 141=Y, and a word about the numbers of before.
void World::count_anew() {
    note("both sides count anew");
    seq_ = 0;
    desk_->on_numbers_reset();
    if (const auto stale = exchange_.count_anew()) {
        desk_->on_exchange(stale->message, MonoTime{now_us_});
    }
}

void World::wire_carries() {
    if (wire_.empty()) return;
    const Wire one = std::move(wire_.front());
    wire_.pop_front();
    exchange_.take(one, now_us_);
}

// Some of what is on the wire never arrives.
void World::log_out() {
    while (!wire_.empty() && chance(80)) wire_carries();
    wire_.clear();
    logged_on_ = false;
    desk_->on_logout();
}

void World::act() {
    for (auto steps = desk_->steps(MonoTime{now_us_}); !steps.empty();
         steps = desk_->steps(MonoTime{now_us_})) {
        for (const gateway::Step& step : steps) perform(step);
    }
    (void)desk_->settled();
}

void World::perform(const gateway::Step& step) {
    bool kept = true;
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
    if (const auto* books = std::get_if<gateway::AskBooks>(&step)) {
        questions_.push_back(*books);
    } else if (const auto* sent = std::get_if<gateway::RecordSent>(&step)) {
        kept = waiting_.add(*sent);
    } else if (const auto* heard = std::get_if<gateway::Hear>(&step)) {
        kept = waiting_.add(*heard);
    } else if (const auto* living = std::get_if<gateway::Living>(&step)) {
        kept = waiting_.add(*living);
    } else if (const auto* doubt = std::get_if<gateway::Doubt>(&step)) {
        kept = waiting_.add(*doubt);
    } else if (const auto* refuse = std::get_if<gateway::Refuse>(&step)) {
        kept = waiting_.add(*refuse);
    } else if (const auto* reject = std::get_if<gateway::Reject>(&step)) {
        kept = waiting_.add(*reject);
    } else if (!std::holds_alternative<gateway::Unmatched>(step)) {
        marker_.push_back(step);
    }
    if (!kept) fail("no room for what waits to be written");
}

void World::send(const Exit& order) {
    const std::string& id = order.client_order_id;
    if (!logged_on_) return desk_->on_not_sent(id);
    const std::string wrong = judge_.on_wire(order, exchange_, now_us_);
    fail(wrong);
    for (const auto& [other, row] : rows_) {
        const bool same = row.account == order.account && row.key == order.key;
        if (!wrong.empty() && same) note_row(other, "stands");
    }
    wire_.push_back({order, ++seq_, false});
    note_row(id, "on the wire");
    desk_->on_sent(id, seq_, MonoTime{now_us_}, now_us_);
}

void World::marker_works() {
    if (marker_.empty()) return;
    const gateway::Step step = std::move(marker_.front());
    marker_.pop_front();
    if (const auto* look = std::get_if<gateway::LookUp>(&step)) {
        std::vector<Exit> rows;
        for (const auto& id : look->ids) rows.push_back(rows_.at(id));
        return desk_->on_looked(look->ids, std::move(rows));
    }
    if (const auto* back = std::get_if<gateway::PutBack>(&step)) {
        const std::map<std::string, State> before{{back->id, rows_.at(back->id).state}};
        put_back(rows_.at(back->id), back->sender, now_us_);
        note_row(back->id, "put back");
        tell({back->id}, {}, before);
        return desk_->on_put_back(rows_.at(back->id).account, MonoTime{now_us_});
    }
    gateway::Marked marked;
    marked.begun = MonoTime{now_us_};
    const std::string mark_of = "p" + std::to_string(processes_) + ":" + std::to_string(++marks_);
    for (const Exit& order : std::get<gateway::Mark>(step).orders) {
        const std::string& id = order.client_order_id;
        Exit& row = rows_.at(id);
        if (mark(row, mark_of, site_of(row), now_us_)) {
            Exit& won = marked.won.emplace_back(order);  // as it was read
            won.state = row.state;
            won.sender = row.sender;
        } else {
            if (row.state == State::Cancelled) agenda_.urgent(row.account, now_us_);
            marked.settled.push_back(id);
        }
    }
    now_us_ += pick(0, 3'000);
    if (chance(30)) answer_arrives();  // while the transaction runs
    desk_->on_marked(std::move(marked), MonoTime{now_us_});
}

bool World::in_books(const std::string& id) const {
    const auto row = rows_.find(id);
    return row != rows_.end() &&
           account::find_order(customers_.at(row->second.account).books, id) != nullptr;
}

void World::recorder_works() {
    if (!questions_.empty() && (waiting_.empty() || chance(30))) {
        const gateway::AskBooks books = std::move(questions_.front());
        questions_.pop_front();
        std::vector<gateway::BookAnswer> answers;
        for (const Exit& order : books.orders) {
            bool known = in_books(order.client_order_id);
            if (order.is_cancel()) {
                const auto& orders = customers_.at(order.account).books.orders;
                known = std::ranges::any_of(orders, [&](const account::Order& one) {
                    return one.exchange_order_id == order.target_exchange_order_id &&
                           events::is_final(one.state);
                });
            }
            answers.push_back({order.client_order_id, known});
        }
        return desk_->on_books(answers, MonoTime{now_us_});
    }
    if (!waiting_.empty()) write(waiting_.take(static_cast<size_t>(pick(1, 5))));
}

// As the statement has it: of an order only the exchange of its own day can say so.
void World::keep_other_days(exits::RejectedBy& change) const {
    if (change.kind != exits::Rejection::NotReceived) return;
    std::erase_if(change.ids, [this](const std::string& id) {
        const auto row = rows_.find(id);
        return row != rows_.end() && !row->second.is_cancel() && site_of(row->second).day_is_over;
    });
}

// As Store::write, and what the shell does after it.
void World::write(const gateway::Records& records) {
    const RowOf row_of = [this](const std::string& id) {
        const auto found = rows_.find(id);
        return found == rows_.end() ? nullptr : &found->second;
    };
    const InBooks in_books = [this](const std::string& id) { return this->in_books(id); };
    std::map<std::string, State> before;
    for (const auto& [id, row] : rows_) before.emplace(id, row.state);
    std::set<std::string> touched;
    for (exits::Change change : gateway::changes_of(records, now_us_)) {
        if (auto* rejected = std::get_if<exits::RejectedBy>(&change)) keep_other_days(*rejected);
        const uint64_t moved = apply(change, row_of, in_books, now_us_);
        for (const std::string& id : exits::ended_by(change, moved)) touched.insert(id);
    }
    for (const std::string& id : touched) {
        if (rows_.contains(id)) note_row(id, "written");
    }
    tell(touched, gateway::uncounted_of(records), before);
    desk_->on_written(records, MonoTime{now_us_});
}

// As SessionShell::tell.
void World::tell(const std::set<std::string>& touched, const std::set<std::string>& uncounted,
                 const std::map<std::string, State>& before) {
    std::set<std::string> all{touched};
    all.insert(uncounted.begin(), uncounted.end());
    std::vector<gateway::RowAfter> after;
    for (const std::string& id : all) {
        const auto row = rows_.find(id);
        if (row == rows_.end()) continue;
        after.push_back({row->second.account, id, row->second.reason, row->second.state});
    }
    const gateway::Recorded recorded = gateway::recorded_of(after, touched, uncounted);
    for (const gateway::Recorded::InDoubt& one : recorded.in_doubt) {
        if (before.at(one.id) != State::Doubt) ++contradictions_;
        desk_->await_look(one.account, MonoTime{now_us_});
    }
    for (const std::string& account : recorded.uncounted) {
        desk_->await_look(account, MonoTime{now_us_});
    }
    for (const std::string& account : recorded.accounts) agenda_.urgent(account, now_us_);
}

void World::await_look(const std::string& account) {
    agenda_.urgent(account, now_us_);
    desk_->await_look(account, MonoTime{now_us_});
}

bool World::answer_arrives() {
    if (!logged_on_) return false;
    const auto said = exchange_.said();
    if (!said) return false;
    judge_.told(said->meaning, now_us_);
    if (said->meaning.kind != Meaning::Kind::Nothing) {
        note("told: " + said->meaning.id + " " + said->meaning.execution + " " +
             std::to_string(static_cast<int>(said->meaning.kind)) + " last " +
             std::to_string(said->meaning.last) + " cumulative " +
             std::to_string(said->meaning.cumulative) + (said->meaning.all ? " all" : ""));
    }
    if (said->meaning.kind == Meaning::Kind::Garbled) {
        desk_->on_unreadable(std::get<fix::ExecutionReport>(said->message), "31: not a decimal",
                             MonoTime{now_us_});
    } else {
        desk_->on_exchange(said->message, MonoTime{now_us_});
    }
    // Of an order that another process has ended nobody here knows the account: it is held from the
    // record on, which takes one transaction's time.
    act();
    while (processes_ > 1 && !waiting_.empty()) recorder_works();
    return true;
}

}  // namespace hostile
