// Walks the statements of common/exits against the model of them that the hostile world plays with:
// MariaDB does to every kind of row what the model does, and the model asks exits::next.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "common/db/columns.h"
#include "common/exits/changes.h"
#include "common/exits/resolution.h"
#include "common/exits/rows.h"
#include "common/exits/statements.h"
#include "common/exits/transitions.h"
#include "test/hostile/exit_rows.h"
#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {
namespace {

using exits::Exit;
using exits::State;
using exits::Word;
using Ids = std::vector<std::string>;

constexpr int kStates = 9;
constexpr const char* kMark = "host:1:2:3";

struct Kind {
    Exit row;
    bool in_books = false;
};

// One row of each kind: state, order or cancel, heard, filled, in the books or not.
std::vector<Kind> all_kinds() {
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

}  // namespace

TEST_CASE("exits/table: MariaDB changes every row as the transitions say, change by change") {
    const Table ids_only;
    const Ids& ids = ids_only.ids;
    std::vector<exits::SentRow> sent;
    std::vector<exits::HeardRow> some;
    std::vector<exits::HeardRow> all;
    for (const std::string& id : ids) {
        sent.push_back({id, 7});
        some.push_back({id, 60});
        all.push_back({id, 120, true});
    }
    using exits::Rejection;
    const std::vector<exits::Change> changes = {
        exits::PutOnWire{kMark, sent},
        exits::PutOnWire{"host:1:2:4", sent},
        exits::HeardFills{some},
        exits::HeardFills{all},
        exits::Refused{"no", ids},
        exits::Contradicted{"why", ids},
        exits::RejectedBy{"no", Rejection::Heard, ids},
        exits::RejectedBy{"no", Rejection::OfCancel, ids},
        exits::RejectedBy{"no", Rejection::NotTaken, ids},
        exits::RejectedBy{"no", Rejection::NotReceived, ids},
        exits::FillsSeen{ids},
        exits::LivesSeen{ids}};
    std::set<size_t> kinds;
    for (const exits::Change& change : changes) {
        for (const char* const lived : {"0", "1"}) {
            Table table;
            table.site.execute(std::string{"UPDATE exits SET short_us=5,lived="} + lived);
            table.check_change(change);
        }
        kinds.insert(change.index());
    }
    CHECK(kinds.size() == std::variant_size_v<exits::Change>);
}

TEST_CASE(
    "exits/table: a row is marked in its epoch, on its day, in time and by one mark, else it "
    "ends") {
    struct Case {
        hostile::Site site = {};
        int64_t expires_us = INT64_MAX;
        std::string mark = kMark;
        const char* day = "";  // what has happened to it
    };
    constexpr const char* kOver = "UPDATE trading_day SET ends_us=1";
    constexpr const char* kNext = "UPDATE trading_day SET day=day+1";
    constexpr const char* kNone = "DELETE FROM trading_day";
    for (const Case& one :
         {Case{}, Case{.site = {false, 1}}, Case{.site = {true, 2}}, Case{.expires_us = 1},
          Case{.mark = "host:1:2:4"}, Case{.site = {true, 1, true}, .day = kOver},
          Case{.site = {true, 1, true}, .day = kNext},
          Case{.site = {true, 1, true}, .day = kNone}}) {
        Table table;
        CAPTURE(one.site.active);
        CAPTURE(one.site.epoch);
        CAPTURE(one.expires_us);
        CAPTURE(one.mark);
        CAPTURE(one.day);
        if (*one.day != '\0') table.site.execute(one.day);
        table.site.site(one.site.active, one.site.epoch);
        table.site.execute("UPDATE exits SET expires_us=" + std::to_string(one.expires_us));
        const auto before = table.rows();
        table.site.execute(exits::mark_rows("nse-1", table.ids, one.mark, false));
        table.site.execute(exits::fence_rows("nse-1", table.ids, one.mark));
        table.check(before, [&](Exit& row) { (void)hostile::mark(row, one.mark, one.site, 2); });
    }
}

TEST_CASE("exits/table: what has not gone out is put back, withdrawn, or ends with its day") {
    for (const std::string mark : {kMark, "host:1:2:4"}) {
        Table table;
        const auto before = table.rows();
        table.site.execute(exits::put_back(table.ids, mark, 9));
        table.check(before, [&](Exit& row) { (void)hostile::put_back(row, mark, 9); });
    }
    Table withdrawn;
    const auto before = withdrawn.rows();
    withdrawn.site.execute(exits::withdraw(withdrawn.ids, 9));
    withdrawn.check(before, [](Exit& row) { (void)hostile::withdraw(row, 9); });
    for (const uint32_t open : {kDay, kDay + 1}) {
        Table table;
        table.site.execute(
            "INSERT INTO commands (id,account,part,day,action,origin,who,epoch,issued_us,"
            "expires_us,body,state,reason,accepted_us,ended_us) VALUES ('c1','A1',0," +
            std::to_string(kDay) + ",'exit','customer','x',1,0,0,'','exiting','',0,0)");
        const auto rows = table.rows();
        table.site.execute(exits::end_planned_of_other_days(0, open, 9));
        table.check(rows, [&](Exit& row) {
            const auto to = exits::next(exits::facts_of(row), Word::DayOver);
            if (!to || open == kDay) return;
            row.state = *to;
            row.ended_us = 9;
        });
    }
}

TEST_CASE("exits/table: the books move every row as the table says") {
    for (int w = static_cast<int>(Word::BooksLive); w <= static_cast<int>(Word::TargetEnded); ++w) {
        const auto word = static_cast<Word>(w);
        CAPTURE(w);
        Table table;
        const auto before = table.rows();
        std::map<std::string, Exit> moved;
        std::vector<Exit> list;
        for (const auto& [id, row] : before) {
            Exit to = row;
            exits::Facts facts = exits::facts_of(row);
            facts.in_books = table.in_books(id);
            to.state = exits::next(facts, word).value_or(row.state);
            if (to.state == State::Doubt && row.state != State::Doubt) {
                to.doubt_us = 9;
                to.reason = "in doubt: the books";
            }
            moved.emplace(id, to);
            list.push_back(to);
        }
        Table::must(table.site.session().execute(exits::update_by_books(list)));
        table.check(before, [&](Exit& row) {
            hostile::write_by_books(row, moved.at(row.client_order_id));
        });
    }
}

TEST_CASE(
    "exits/table: a person's word moves what the transitions say, and nothing that has moved") {
    for (const int64_t filled : {0, 60, 150}) {
        CAPTURE(filled);
        Table table;
        const auto before = table.rows();
        for (const auto& [id, row] : before) {
            Exit stale = row;
            stale.heard += 1;  // its gateway has heard something since
            table.site.execute(exits::resolve_row(stale, filled, 9));
        }
        table.check(before, [](Exit&) {});
        for (const auto& [id, row] : before) {
            table.site.execute(exits::resolve_row(row, filled, 9));
        }
        table.check(before, [&](Exit& row) {
            if (row.heard > filled) return;  // only the books take a fill back
            exits::Facts facts = exits::facts_of(row);
            facts.heard = filled;
            facts.in_books = table.in_books(row.client_order_id);
            const auto to = exits::next(facts, Word::Resolve);
            if (!to) return;
            row.state = *to;
            row.heard = filled;
            row.short_us = 0;
            if (*to == State::Doubt && row.doubt_us == 0) row.doubt_us = 9;
        });
    }
}

TEST_CASE("exits/table: what is heard after a person's word makes it void") {
    Table table;
    table.site.execute("UPDATE exits SET resolved_us=7");
    table.site.execute(exits::hear_fills({{table.ids[0], 0}}));
    CHECK(table.rows().at(table.ids[0]).resolved_us == 0);
    CHECK(table.rows().at(table.ids[4]).resolved_us == 7);

    // Reports that say no quantity, too: whatever comes into doubt counts in full.
    const auto& ids = table.ids;
    for (const std::string& statement :
         {exits::doubt_rows(ids, "a report of it cannot be read", 9),
          exits::reject_rows(ids, "no", exits::Rejection::Heard, 9), exits::doubt_living(ids, 9)}) {
        Table fresh;
        fresh.site.execute("UPDATE exits SET resolved_us=7");
        const auto before = fresh.rows();
        fresh.site.execute(statement);
        int into_doubt = 0;
        for (const auto& [id, row] : fresh.rows()) {
            if (row.state != State::Doubt || row.reason == before.at(id).reason) continue;
            CHECK(row.resolved_us == 0);
            ++into_doubt;
        }
        CHECK(into_doubt > 0);
    }
}

TEST_CASE("exits/table: the gateway sees the open day's rows alone") {
    Table table;
    const auto open = [&] { return table.site.query(exits::select_open("nse-1", 1'000)).size(); };
    const auto doubts = [&] { return table.site.value(exits::select_doubts("nse-1")); };
    const auto ended = [&] {
        return table.site.query(exits::select_ended_accounts("nse-1")).size();
    };
    CHECK(open() == 72);
    CHECK(doubts() == "24");
    CHECK(ended() == 1);
    table.site.open_day(kDay + 1);
    CHECK(open() == 0);
    CHECK(doubts() == "0");
    CHECK(ended() == 0);
}

// What was made of a reading, against the row as its gateway has moved it since.
TEST_CASE("exits/table: the books write only what may_write allows") {
    const std::vector<std::string> meanwhile = {
        "heard=heard",
        "heard=GREATEST(heard,filled)+1",
        "heard=quantity",
        "heard=0,state='doubt',doubt_us=5",
        "state='doubt',doubt_us=0",
    };
    for (const std::string& assignments : meanwhile) {
        for (const State state : {State::Working, State::Done, State::Rejected}) {
            CAPTURE(assignments);
            CAPTURE(events::name_of(state));
            Table table;
            table.site.execute("UPDATE exits SET " + assignments);
            const auto before = table.rows();
            std::vector<Exit> moved;
            for (const Kind& kind : table.kinds) {
                Exit row = kind.row;
                row.filled = state == State::Done ? row.quantity : row.filled;
                row.state = state;
                row.ended_us = exits::is_final(state) ? 77 : 0;
                moved.push_back(row);
            }
            Table::must(table.site.session().execute(exits::update_by_books(moved)));
            const auto after = table.rows();
            for (const Exit& row : moved) {
                const std::string& id = row.client_order_id;
                const bool written = exits::may_write(before.at(id), row);
                CHECK(events::name_of(after.at(id).state) ==
                      events::name_of(written ? row.state : before.at(id).state));
                CHECK(after.at(id).ended_us == (written ? row.ended_us : before.at(id).ended_us));
                CHECK(after.at(id).filled == row.filled);
            }
        }
    }
}

TEST_CASE("exits/table: the most that was heard stays, and of 39=2 it is the order's quantity") {
    Table table;
    table.site.execute(exits::hear_fills({{table.ids[0], 40}, {table.ids[24], 0, true}}));
    table.site.execute(exits::hear_fills({{table.ids[0], 30}}));
    CHECK(table.rows().at(table.ids[0]).heard == 40);
    CHECK(table.rows().at(table.ids[24]).heard == 100);
}

}  // namespace squareoff::test
