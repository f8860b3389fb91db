#include <algorithm>
#include <iterator>

#include "consumers/squareoff/accept.h"
#include "test/hostile/hostile_world.h"

// The square-off of the world: its transactions read at one moment and write at a later one.
namespace hostile {

using exits::Exit;
using exits::State;

namespace {

const squareoff::Limits kLimits{};
constexpr size_t kCommandsMax = 3;  // of one account

}  // namespace

// The open day's, or that of a day whose commands go on.
squareoff::Surroundings World::now(uint32_t day) const {
    squareoff::Surroundings now;
    now.site_is_active = site_.active;
    now.epoch = site_.epoch;
    now.day = day;
    now.day_is_past = day != open_day_;
    const auto past = days_.find(day);  // none: its midnight is to come
    now.day_ends_us = !now.day_is_past      ? day_ends_us_
                      : past == days_.end() ? kNeverUs
                                            : past->second;
    now.told = {{{events::Exchange::Nse, events::Segment::Fo}, told_us_}};
    now.instruments = &instruments_;
    now.protections = &protections_;
    now.session_of = [](events::Exchange) { return std::string{"nse-1"}; };
    now.now_us = now_us_;
    return now;
}

void World::command_arrives() {
    Customer& customer = any_customer();
    const std::string& name = customer.books.account;
    if ((look_ && look_->account == name) || customer.commands.size() >= kCommandsMax) return;
    events::Command command;
    command.id = "c" + std::to_string(++issued_);
    command.account = name;
    command.day = open_day_;
    command.action = chance(85) ? events::CommandAction::Exit : events::CommandAction::Cancel;
    command.epoch = site_.epoch;
    command.issued_us = now_us_;
    command.expires_us = now_us_ + pick(1'000'000, 600'000'000);
    command.validity = chance(70) ? events::Validity::Ioc : events::Validity::Day;
    if (command.action == events::CommandAction::Exit && chance(20)) command.percent = pick(1, 100);
    const account::View view = view_of(customer, open_day_, day_is());
    customer.commands.push_back(squareoff::accept(command, "", view, now(open_day_), kLimits));
    if (customer.commands.back().ended_us != 0) customer.commands.pop_back();
    note("command " + command.id + " of " + name);
    agenda_.set(name, now_us_, 0, now_us_);  // its own transaction looks at the account
}

void World::begin_look() {
    if (look_) return;
    if (chance(10)) begin_past_look();
    if (look_) return;
    const auto touched = agenda_.take_due(now_us_, now_us_ + 3'000'000, 1, 1'000);
    if (!touched.empty()) look_at(customers_.at(touched.front().account), open_day_);
}

// Beside the agenda: as the partition does for commands that another day finds.
void World::begin_past_look() {
    for (const auto& [name, customer] : customers_) {
        for (const auto& state : customer.commands) {
            if (state.command.day == open_day_ || !chance(50)) continue;
            return look_at(customer, state.command.day);
        }
    }
}

void World::look_at(const Customer& customer, uint32_t day) {
    const bool is_past = day != open_day_;
    const account::DayIs is = is_past ? account::DayIs::Past : day_is();
    Look look{customer.books.account, day, is_past, {view_of(customer, day, is), {}}, {}};
    std::ranges::copy_if(customer.commands, std::back_inserter(look.read.commands),
                         [&](const auto& state) { return state.command.day == day; });
    look.changes = squareoff::advance(look.read, now(day), kLimits);
    look_ = std::move(look);
    note("look at " + look_->account + (is_past ? " of " + std::to_string(day) : ""));
}

// As Store::require_ends.
bool World::overtaken() const {
    return std::ranges::any_of(look_->changes.ended, [this](const Exit& moved) {
        return moved.ended_us != 0 && !exits::may_write(rows_.at(moved.client_order_id), moved);
    });
}

void World::commit_look() {
    if (!look_) return;
    if (overtaken()) {  // rolled back, and taken on again
        if (!look_->is_past) agenda_.again({look_->account, "", 0}, now_us_);
        note("look overtaken");
        return look_.reset();
    }
    const Look look = std::move(*look_);
    look_.reset();
    for (const Exit& planned : look.changes.planned) {
        if (!rows_.emplace(planned.client_order_id, planned).second) fail("planned twice");
        note_row(planned.client_order_id, "planned");
    }
    for (const Exit& moved : look.changes.ended) {
        Exit& row = rows_.at(moved.client_order_id);
        if (moved.state == State::Planned && row.state != State::Planned) {
            fail(moved.client_order_id + ": planned once more");
        }
        write_by_books(row, moved);
        note_row(moved.client_order_id, "by the books");
    }
    for (const std::string& id : look.changes.withdrawn) {
        if (withdraw(rows_.at(id), now_us_)) note_row(id, "withdrawn");
    }
    Customer& customer = customers_.at(look.account);
    std::erase_if(customer.commands,
                  [&](const auto& state) { return state.command.day == look.day; });
    std::ranges::copy_if(look.read.commands, std::back_inserter(customer.commands),
                         [](const auto& state) { return state.ended_us == 0; });
    if (look.is_past) return;
    std::vector<std::string> planned;
    for (const auto& [id, row] : rows_) {
        if (row.account == look.account && row.state == State::Planned) planned.push_back(id);
    }
    const auto again = squareoff::next_look(look.read, look.changes, now_us_);
    if (again) agenda_.set(look.account, *again, planned.size(), now_us_);
    if (!again) agenda_.forget(look.account, nullptr, now_us_);
    if (!planned.empty()) desk_->on_message({1, ++marks_}, planned);
}

// As a square-off that is not kept waiting.
void World::look_is_due() {
    commit_look();
    if (chance(5)) begin_past_look();
    commit_look();
    for (int i = 0; i < 4 && agenda_.any_due(now_us_); ++i) {
        begin_look();
        commit_look();
    }
}

}  // namespace hostile
