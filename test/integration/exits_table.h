#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "common/db/columns.h"
#include "common/exits/changes.h"
#include "common/exits/rows.h"
#include "common/exits/statements.h"
#include "common/exits/transitions.h"
#include "test/hostile/exit_rows.h"
#include "test/integration/squareoff_store_site.h"

// Every kind of row of `exits` in a real MariaDB, and the same ones as the model has them.
namespace squareoff::test {

using exits::Exit;
using exits::State;
using exits::Word;
using Ids = std::vector<std::string>;

inline constexpr int kStates = 9;
inline constexpr const char* kMark = "host:1:2:3";

struct Kind {
    Exit row;
    bool in_books = false;
};

// One row of each kind: state, order or cancel, heard, filled, in the books or not.
inline std::vector<Kind> all_kinds() {
    std::vector<Kind> kinds;
    for (int state = 0; state < kStates; ++state) {
        for (int rest = 0; rest < 24; ++rest) {
            Kind kind;
            Exit& row = kind.row;
            row.client_order_id = "BXW" + std::to_string(state * 24 + rest);
            row.account = "A1";
            row.day = kDay;
            row.command_id = "c1";
            row.session = "nse-1";
            row.epoch = 1;
            row.sender = kMark;
            row.quantity = 100;
            row.expires_us = INT64_MAX;
            row.state = static_cast<State>(state);
            row.action =
                rest % 2 == 0 ? events::CommandAction::Exit : events::CommandAction::Cancel;
            kind.in_books = rest / 2 % 2 == 1;
            if (!row.is_cancel()) {
                row.heard = std::vector<int64_t>{0, 50, 150}[static_cast<size_t>(rest / 4 % 3)];
                row.filled = rest / 12 * 50;
            }
            kinds.push_back(kind);
        }
    }
    return kinds;
}

struct Table {
    Site site;
    std::vector<Kind> kinds = all_kinds();
    Ids ids;

    Table() {
        std::vector<Exit> rows;
        for (const Kind& kind : kinds) {
            rows.push_back(kind.row);
            ids.push_back(kind.row.client_order_id);
            if (!kind.in_books) continue;
            site.execute(
                "INSERT INTO orders (account,day,exchange,segment,exchange_order_id,"
                "client_order_id,token,product,side,type,validity,quantity,filled,remaining,price,"
                "trigger_price,state,reason,origin,id,exchange_time_us) VALUES ('A1'," +
                std::to_string(kDay) + ",'NSE','CM','X" + ids.back() + "','" + ids.back() +
                "',1,'MIS','sell','limit','ioc',100,0,100,1,0,'open','','backstop','e',0)");
        }
        must(site.session().execute(exits::insert_planned(rows)));
        site.execute(std::string{"UPDATE exits SET sender='"} + kMark + "'");
    }
    template <class Outcome>
    static void must(const Outcome& outcome) {
        REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().what));
    }
    std::map<std::string, Exit> rows() {
        std::map<std::string, Exit> found;
        for (const db::Row& row : site.query(exits::select_rows("nse-1", ids))) {
            db::Columns columns{row};
            Exit one = exits::read(columns);
            found.emplace(one.client_order_id, std::move(one));
        }
        return found;
    }
    // The rows as they stand, with the model's part applied to them.
    template <class Model>
    void check(const std::map<std::string, Exit>& before, const Model& model) {
        const auto now = rows();
        REQUIRE(now.size() == kinds.size());
        for (const Kind& kind : kinds) {
            CAPTURE(events::name_of(kind.row.state));
            CAPTURE(kind.row.is_cancel());
            CAPTURE(kind.in_books);
            CAPTURE(kind.row.heard);
            CAPTURE(kind.row.filled);
            Exit expected = before.at(kind.row.client_order_id);
            model(expected);
            const Exit& row = now.at(kind.row.client_order_id);
            CHECK(events::name_of(row.state) == events::name_of(expected.state));
            CHECK(row.heard == expected.heard);
            CHECK(row.filled == expected.filled);
            CHECK(row.lived == expected.lived);
            CHECK(row.sender == expected.sender);
            CHECK(row.sent_us == expected.sent_us);
            CHECK(row.ended_us == expected.ended_us);
            CHECK(row.doubt_us == expected.doubt_us);
            CHECK(row.short_us == expected.short_us);
            const bool doubts = row.state == State::Doubt && kind.row.state != State::Doubt;
            if (doubts) CHECK(row.reason.starts_with("in doubt: "));
        }
    }
    [[nodiscard]] bool in_books(const std::string& id) const {
        return std::ranges::any_of(kinds, [&](const Kind& kind) {
            return kind.in_books && kind.row.client_order_id == id;
        });
    }
    void check_change(const exits::Change& change) {
        CAPTURE(change.index());
        const auto before = rows();
        site.execute(exits::statement(change, 9));
        check(before, [&](Exit& row) {
            (void)hostile::apply(
                change,
                [&](const std::string& id) { return id == row.client_order_id ? &row : nullptr; },
                [&](const std::string& id) { return in_books(id); }, 9);
        });
    }
};

}  // namespace squareoff::test
