#include "consumers/squareoff/result_notices.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>

#include "common/account/sentences.h"
#include "consumers/squareoff/exit_step.h"
#include "consumers/squareoff/who_is_told.h"

namespace squareoff {

using events::CommandAction;
using notices::Fields;

namespace {

constexpr int64_t kLifeUs = 4 * 3'600'000'000;  // later than that it is no news
constexpr size_t kRowsTold = 3;                 // by name; a short message holds no more

// What comes from an exchange may hold any byte; a notice that cannot be written would take the
// transaction with it, and the exit that it tells of.
std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return text;
}

std::string clock_time(int64_t now_us, int64_t utc_offset_s) {
    const int64_t second = (now_us / 1'000'000 + utc_offset_s) % 86'400;
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(second / 3600),
                  static_cast<int>(second / 60 % 60), static_cast<int>(second % 60));
    return text.data();
}

// Of an exit the positions; the orders that are cancelled first are only its beginning.
std::vector<const CommandRow*> rows_of(const CommandState& state) {
    std::vector<const CommandRow*> rows;
    for (const CommandRow& row : state.rows) {
        if (row.action == state.command.action) rows.push_back(&row);
    }
    return rows;
}

// Without data of the instrument: where it is traded, and its number.
std::string name_of(const account::InstrumentKey& key, const Surroundings& now) {
    std::string name = symbol_of(now, key);
    if (!name.empty()) return name;
    return std::string{events::name_of(key.exchange)} + " " +
           std::string{events::name_of(key.segment)} + " " + std::to_string(key.token);
}

std::string told(const CommandRow& row, const account::View& view, const Surroundings& now) {
    std::string text;
    if (row.action == CommandAction::Cancel) {
        text = "order " + row.exchange_order_id;
    } else {
        text = name_of(row.key.instrument, now) + ": asked " + std::to_string(row.asked) +
               ", done " + std::to_string(row.done);
        if (row.state != RowState::Done && row.asked > row.done) {
            text += ", left " + std::to_string(row.asked - row.done);
        }
        const int64_t open = std::abs(net_of(view, row.key));
        if (open != 0) text += ", " + std::to_string(open) + " still open";
    }
    const std::string reason = account::sentence_of(row.reason);
    return reason.empty() ? text + "." : text + ". " + reason;
}

std::string list_of(const std::vector<const CommandRow*>& rows, const account::View& view,
                    const Surroundings& now) {
    std::string text;
    for (size_t i = 0; i < std::min(rows.size(), kRowsTold); ++i) {
        text += (i == 0 ? "" : " ") + told(*rows[i], view, now);
    }
    if (rows.size() > kRowsTold) {
        text += " And " + std::to_string(rows.size() - kRowsTold) + " more.";
    }
    return text.empty() ? "none" : text;
}

// What the exchange has refused for good. A reason of ours is none of its answers.
bool was_rejected(const CommandRow& row) {
    return row.action == CommandAction::Exit && row.state == RowState::Refused &&
           row.attempts > 0 && account::comes_from_exchange(row.reason);
}

// A cancel that came through; an exit whose position is closed. One that turned over has two rows.
bool is_complete(const CommandRow& row, const account::View& view) {
    if (row.action == CommandAction::Cancel) return row.state == RowState::Done;
    return net_of(view, row.key) == 0;
}

size_t positions_of(const std::vector<const CommandRow*>& rows, CommandAction action) {
    if (action == CommandAction::Cancel) return rows.size();
    std::set<account::PositionKey> keys;
    for (const CommandRow* row : rows) keys.insert(row->key);
    return keys.size();
}

struct Told {
    const char* name_of_template = "";
    Fields fields;
};

Told rejection(const std::vector<const CommandRow*>& rows, const CommandRow& row,
               const Surroundings& now) {
    return {"order_rejected",
            {{"symbol", name_of(row.key.instrument, now)},
             {"side", std::string{events::name_of(row.side)}},
             {"quantity", std::to_string(row.asked)},
             {"reason", account::sentence_of(row.reason)},
             {"others", std::to_string(rows.size() - 1)}}};
}

Told result(const CommandState& state, const account::View& view, const Surroundings& now) {
    const CommandAction action = state.command.action;
    const bool exits = action == CommandAction::Exit;
    const std::string word = exits ? "exit" : "cancel";
    if (state.phase == CommandPhase::Refused) {
        return {"command_refused",
                {{"action", word}, {"reason", account::sentence_of(state.reason)}}};
    }
    const std::vector<const CommandRow*> rows = rows_of(state);
    if (rows.empty()) {
        return {"nothing_to_do",
                {{"action", word}, {"reason", account::sentence_of(state.reason)}}};
    }
    std::vector<const CommandRow*> not_done;
    for (const CommandRow* row : rows) {
        if (!is_complete(*row, view)) not_done.push_back(row);
    }
    const auto rejected =
        std::find_if(rows.begin(), rows.end(), [](const auto* row) { return was_rejected(*row); });
    const bool nothing_done =
        std::all_of(rows.begin(), rows.end(), [](const auto* row) { return row->done == 0; });
    if (nothing_done && rejected != rows.end()) return rejection(rows, **rejected, now);
    const size_t total = positions_of(rows, action);
    return {exits ? "exit_result" : "cancel_result",
            {{"total", std::to_string(total)},
             {"done", std::to_string(total - positions_of(not_done, action))},
             {"not_done", list_of(not_done, view, now)}}};
}

}  // namespace

std::vector<notices::Notice> result_notices(const CommandState& state, const account::View& view,
                                            const Surroundings& now,
                                            const NoticeSettings& settings) {
    std::vector<notices::Notice> all;
    if (settings.channels.empty() || !view.known || state.ended_us == 0) return all;
    const Asker asker = asker_of(state.command);
    if (!customer_is_told(asker, happened_of(state))) return all;
    Told what = result(state, view, now);
    what.fields.emplace_back("account", state.command.account);
    what.fields.emplace_back("command", state.command.id);
    what.fields.emplace_back("time", clock_time(now.now_us, settings.utc_offset_s));
    for (auto& [name, value] : what.fields) value = printable(std::move(value));
    for (const events::Channel channel : settings.channels) {
        notices::Notice& notice = all.emplace_back();
        notice.id =
            notices::notice_id(events::name_of(state.command.action), state.command.id, channel);
        notice.account = state.command.account;
        notice.channel = channel;
        notice.urgent = is_urgent(asker);
        notice.name_of_template = what.name_of_template;
        notice.fields = what.fields;
        notice.created_us = now.now_us;
        notice.expires_us = now.now_us + kLifeUs;
    }
    return all;
}

}  // namespace squareoff
