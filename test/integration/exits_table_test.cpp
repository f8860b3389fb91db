// Walks the table of common/exits/transitions.h against the statements: what MariaDB does to every
// kind of row is what exits::next says.
#include <doctest/doctest.h>

#include <functional>
#include <map>

#include "common/db/columns.h"
#include "common/exits/rows.h"
#include "common/exits/statements.h"
#include "common/exits/transitions.h"
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
    [[nodiscard]] static State expected(const Kind& kind, Word word) {
        exits::Facts facts = exits::facts_of(kind.row);
        facts.in_books = kind.in_books;
        return exits::next(facts, word).value_or(kind.row.state);
    }
    void check(Word word) {
        const auto now = rows();
        REQUIRE(now.size() == kinds.size());
        for (const Kind& kind : kinds) {
            CAPTURE(static_cast<int>(word));
            CAPTURE(events::name_of(kind.row.state));
            CAPTURE(kind.row.is_cancel());
            CAPTURE(kind.in_books);
            CAPTURE(kind.row.heard);
            CAPTURE(kind.row.filled);
            const Exit& row = now.at(kind.row.client_order_id);
            CHECK(events::name_of(row.state) == events::name_of(expected(kind, word)));
            CHECK(row.heard == kind.row.heard);
            const bool doubts = row.state == State::Doubt && kind.row.state != State::Doubt;
            CHECK((row.doubt_us == 9) == doubts);
            if (doubts) CHECK(row.reason.starts_with("in doubt: "));
        }
    }
};

std::string statement_of(Word word, const Ids& ids) {
    switch (word) {
        case Word::Mark:
            return exits::mark_rows("nse-1", ids, kMark, false);
        case Word::Fence:
            return exits::fence_rows("nse-1", ids, kMark);
        case Word::Refuse:
            return exits::refuse_rows(ids, "no");
        case Word::PutBack:
            return exits::put_back(ids, kMark);
        case Word::HearFill:
            return exits::doubt_fills(ids, 9);
        case Word::HearLife:
            return exits::doubt_living(ids, 9);
        case Word::HearReject:
            return exits::reject_rows(ids, "no", exits::Rejection::Heard, 9);
        case Word::NotReceived:
            return exits::reject_rows(ids, "no", exits::Rejection::NotReceived, 9);
        case Word::Contradict:
            return exits::doubt_rows(ids, "why", 9);
        case Word::Withdraw:
            return exits::withdraw(ids, 9);
        case Word::DayOver:
            return exits::end_planned_of_other_days(0, kDay + 1, 9);
        default:
            return {};
    }
}

}  // namespace

TEST_CASE("exits/table: MariaDB moves every row as the table of transitions says") {
    for (int w = 0; w < static_cast<int>(Word::BooksLive); ++w) {
        const auto word = static_cast<Word>(w);
        Table table;
        if (word == Word::DayOver) {
            table.site.execute(
                "INSERT INTO commands (id,account,part,day,action,origin,who,epoch,issued_us,"
                "expires_us,body,state,reason,accepted_us,ended_us) VALUES ('c1','A1',0," +
                std::to_string(kDay) + ",'exit','customer','x',1,0,0,'','exiting','',0,0)");
        }
        if (word == Word::Fence) table.site.execute("UPDATE exits SET expires_us=1");
        if (word == Word::OnWire) {
            std::vector<exits::SentRow> rows;
            for (const std::string& id : table.ids) rows.push_back({id, 7});
            table.site.execute(exits::record_sent(rows, kMark));
        } else {
            table.site.execute(statement_of(word, table.ids));
        }
        table.check(word);
    }
}

TEST_CASE("exits/table: the books move every row as the table says") {
    for (int w = static_cast<int>(Word::BooksLive); w < exits::kWords; ++w) {
        const auto word = static_cast<Word>(w);
        Table table;
        std::vector<Exit> moved;
        for (const Kind& kind : table.kinds) {
            Exit row = kind.row;
            row.state = Table::expected(kind, word);
            if (row.state == State::Doubt && kind.row.state != State::Doubt) {
                row.doubt_us = 9;
                row.reason = "in doubt: the books";
            }
            moved.push_back(row);
        }
        Table::must(table.site.session().execute(exits::update_by_books(moved)));
        table.check(word);
    }
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
    table.site.execute(exits::hear_fills({{table.ids[0], 40}, {table.ids[24], exits::kAllOfIt}}));
    table.site.execute(exits::hear_fills({{table.ids[0], 30}}));
    CHECK(table.rows().at(table.ids[0]).heard == 40);
    CHECK(table.rows().at(table.ids[24]).heard == 100);
}

TEST_CASE("exits/table: a refused cancel ends cancels alone") {
    Table table;
    table.site.execute(
        exits::reject_rows(table.ids, "unknown order", exits::Rejection::OfCancel, 9));
    CHECK(table.site.value("SELECT COUNT(*) FROM exits WHERE reason='unknown order' AND "
                           "action<>'cancel'") == "0");
    CHECK(table.site.value("SELECT COUNT(*) FROM exits WHERE reason='unknown order'") == "48");
}

}  // namespace squareoff::test
