#include "consumers/squareoff/result_notices.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "consumers/squareoff/exit_step.h"

namespace squareoff {

using events::CommandAction;
using notices::Fields;

namespace {

constexpr int64_t kLifeUs = 4 * 3'600'000'000;  // later than that it is no news
constexpr size_t kRowsTold = 3;                 // by name; a short message holds no more
constexpr size_t kReasonMax = 100;

// What comes from an exchange may hold any byte; a notice that cannot be written would take the
// transaction with it, and the exit that it tells of.
std::string printable(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return text;
}

// Reasons name a field of the command first, for programs.
std::string for_people(std::string_view reason) {
    const size_t colon = reason.find(": ");
    const auto of_a_field = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
    if (colon != std::string_view::npos &&
        std::all_of(reason.begin(), reason.begin() + static_cast<std::ptrdiff_t>(colon),
                    of_a_field)) {
        reason.remove_prefix(colon + 2);
    }
    return std::string{reason.substr(0, kReasonMax)};
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

std::string told(const CommandRow& row, const Surroundings& now) {
    std::string text = row.action == CommandAction::Cancel ? "order " + row.exchange_order_id
                                                           : symbol_of(now, row.key.instrument);
    if (row.state == RowState::Partial) {
        text += ": " + std::to_string(row.done) + " of " + std::to_string(row.wanted);
    }
    const std::string reason = for_people(row.reason);
    return reason.empty() ? text : text + ": " + reason;
}

std::string list_of(const std::vector<const CommandRow*>& rows, const Surroundings& now) {
    std::string text;
    for (size_t i = 0; i < std::min(rows.size(), kRowsTold); ++i) {
        text += (i == 0 ? "" : "; ") + told(*rows[i], now);
    }
    if (rows.size() > kRowsTold) {
        text += "; and " + std::to_string(rows.size() - kRowsTold) + " more";
    }
    return text.empty() ? "none" : text;
}

// What the exchange has refused for good.
bool was_rejected(const CommandRow& row) {
    return row.action == CommandAction::Exit && row.state == RowState::Refused && row.attempts > 0;
}

struct Told {
    const char* name_of_template = "";
    Fields fields;
};

Told rejection(const std::vector<const CommandRow*>& rows, const CommandRow& row,
               const Surroundings& now) {
    return {"order_rejected",
            {{"symbol", symbol_of(now, row.key.instrument)},
             {"side", std::string{events::name_of(row.side)}},
             {"quantity", std::to_string(row.wanted)},
             {"reason", for_people(row.reason)},
             {"others", std::to_string(rows.size() - 1)}}};
}

Told result(const CommandState& state, const Surroundings& now) {
    const bool exits = state.command.action == CommandAction::Exit;
    if (state.phase == CommandPhase::Refused) {
        return {"command_refused",
                {{"action", exits ? "exit" : "cancel"}, {"reason", for_people(state.reason)}}};
    }
    const std::vector<const CommandRow*> rows = rows_of(state);
    std::vector<const CommandRow*> not_done;
    for (const CommandRow* row : rows) {
        if (row->state != RowState::Done) not_done.push_back(row);
    }
    const auto rejected =
        std::find_if(rows.begin(), rows.end(), [](const auto* row) { return was_rejected(*row); });
    const bool nothing_done =
        std::all_of(rows.begin(), rows.end(), [](const auto* row) { return row->done == 0; });
    if (nothing_done && rejected != rows.end()) return rejection(rows, **rejected, now);
    return {exits ? "exit_result" : "cancel_result",
            {{"total", std::to_string(rows.size())},
             {"done", std::to_string(rows.size() - not_done.size())},
             {"not_done", list_of(not_done, now)}}};
}

}  // namespace

std::vector<notices::Notice> result_notices(const CommandState& state, const account::View& view,
                                            const Surroundings& now,
                                            const NoticeSettings& settings) {
    std::vector<notices::Notice> all;
    if (settings.channels.empty() || !view.known || state.ended_us == 0) return all;
    Told what = result(state, now);
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
        notice.urgent = state.command.origin != events::CommandOrigin::System;
        notice.name_of_template = what.name_of_template;
        notice.fields = what.fields;
        notice.created_us = now.now_us;
        notice.expires_us = now.now_us + kLifeUs;
    }
    return all;
}

}  // namespace squareoff
