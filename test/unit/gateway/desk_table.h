#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "consumers/gateway/desk.h"
#include "test/unit/gateway/orders.h"

// A desk with a table of rows, a clock and a wire, as the tests of this room need them.
namespace desk_test {

using base::MonoTime;
using exits::Exit;
using exits::State;
using gateway::AskBooks;
using gateway::AskExchange;
using gateway::Desk;
using gateway::LookUp;
using gateway::Mark;
using gateway::PutBack;
using gateway::RecordSent;
using gateway::Refuse;
using gateway::Reject;
using gateway::Send;
using gateway::Step;

inline constexpr int64_t kSecond = 1'000'000;
inline constexpr MonoTime kStart{100 * kSecond};
using Ids = std::vector<std::string>;

struct Table {
    fix::Dialect dialect;
    Desk desk;
    MonoTime now = kStart;
    int64_t seq = 100;

    explicit Table(int64_t burst = 100, fix::Dialect with = {})
        : dialect{with}, desk{{}, gateway::Throttle{100, burst}, dialect, "me:"} {}

    template <class Kind>
    std::vector<Kind> steps() {
        std::vector<Kind> found;
        for (Step& step : desk.steps(now)) {
            if (auto* one = std::get_if<Kind>(&step)) found.push_back(std::move(*one));
        }
        return found;
    }
    void log_on() {
        desk.on_logon(now);
        desk.on_found({}, now);
        now = now + kSecond;
    }
    void hear(const std::vector<Exit>& rows) {
        Ids ids;
        for (const Exit& row : rows) ids.push_back(row.client_order_id);
        desk.on_message({1, ++tag}, ids);
        (void)desk.steps(now);
        desk.on_looked(ids, rows);
    }
    static Ids ids_of(const Mark& mark) {
        Ids ids;
        for (const Exit& order : mark.orders) ids.push_back(order.client_order_id);
        return ids;
    }
    void win(const Ids& ids) {
        gateway::Marked marked;
        marked.begun = now;
        for (const auto& id : ids) {
            marked.won.push_back(make_order({.id = id, .state = State::Sending, .sender = "me:1"}));
        }
        desk.on_marked(std::move(marked), now);
    }
    // Hears of an order, marks it and puts it on the wire.
    int64_t send(const std::string& id, bool cancel = false) {
        hear({make_order({.id = id, .cancel = cancel})});
        (void)desk.steps(now);
        gateway::Marked marked;
        marked.begun = now;
        marked.won.push_back(
            make_order({.id = id, .cancel = cancel, .state = State::Sending, .sender = "me:1"}));
        desk.on_marked(std::move(marked), now);
        (void)desk.steps(now);
        desk.on_sent(id, ++seq, now, 5);
        (void)desk.steps(now);
        return seq;
    }
    uint64_t tag = 0;
};

inline gateway::NotTaken not_taken(int64_t seq, const std::string& type,
                                   const std::string& reason) {
    return {.ref_seq = seq, .ref_type = type, .business = true, .reason = reason};
}

inline gateway::Known filled(const std::string& id, const std::string& execution,
                             int64_t quantity) {
    return {id,
            {.execution = execution,
             .last_quantity = quantity,
             .cumulative = quantity,
             .filled = quantity == 75}};
}

inline Ids ids_of(const std::vector<Send>& sends) {
    Ids ids;
    for (const Send& send : sends) ids.push_back(send.order.client_order_id);
    return ids;
}

}  // namespace desk_test
