#include <algorithm>

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

squareoff::Surroundings World::now() const {
    squareoff::Surroundings now;
    now.site_is_active = site_.active;
    now.epoch = site_.epoch;
    now.day = customers_.begin()->second.books.day;
    now.instruments = &instruments_;
    now.protections = &protections_;
    now.session_of = [](events::Exchange) { return std::string{"nse-1"}; };
    now.now_us = now_us_;
    return now;
}

// Orders of ours that have not ended, and those of open commands.
account::View World::view_of(const Customer& customer) const {
    account::View view = customer.books;
    for (const auto& [id, row] : rows_) {
        if (row.account != view.account) continue;
        const bool of_open = std::ranges::any_of(customer.commands, [&](const auto& state) {
            return state.command.id == row.command_id;
        });
        if (of_open || row.ended_us == 0) view.own.push_back(row);
    }
    return view;
}

void World::command_arrives() {
    Customer& customer = any_customer();
    const std::string& name = customer.books.account;
    if ((look_ && look_->account == name) || customer.commands.size() >= kCommandsMax) return;
    events::Command command;
    command.id = "c" + std::to_string(++issued_);
    command.account = name;
    command.day = customer.books.day;
    command.action = chance(85) ? events::CommandAction::Exit : events::CommandAction::Cancel;
    command.epoch = site_.epoch;
    command.issued_us = now_us_;
    command.expires_us = now_us_ + pick(1'000'000, 600'000'000);
    command.validity = chance(70) ? events::Validity::Ioc : events::Validity::Day;
    if (command.action == events::CommandAction::Exit && chance(20)) command.percent = pick(1, 100);
    const account::View view = view_of(customer);
    customer.commands.push_back(squareoff::accept(command, "", view, now(), kLimits));
    if (customer.commands.back().ended_us != 0) customer.commands.pop_back();
    note("command " + command.id + " of " + name);
    agenda_.set(name, now_us_, 0, now_us_);  // its own transaction looks at the account
}

void World::begin_look() {
    if (look_) return;
    const auto touched = agenda_.take_due(now_us_, now_us_ + 3'000'000, 1, 1'000);
    if (touched.empty()) return;
    const Customer& customer = customers_.at(touched.front().account);
    Look look{touched.front().account, {view_of(customer), customer.commands}, {}};
    look.changes = squareoff::advance(look.read, now(), kLimits);
    look_ = std::move(look);
    note("look at " + look_->account);
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
        agenda_.again({look_->account, "", 0}, now_us_);
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
    customer.commands = look.read.commands;
    std::erase_if(customer.commands, [](const auto& state) { return state.ended_us != 0; });
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
    for (int i = 0; i < 4 && agenda_.any_due(now_us_); ++i) {
        begin_look();
        commit_look();
    }
}

}  // namespace hostile
