// Walks the statements of common/exits against the model of them that the hostile world plays with:
// MariaDB does to every kind of row what the model does, and the model asks exits::next.
#include "test/integration/exits_table.h"

#include <doctest/doctest.h>

#include <set>

#include "common/exits/resolution.h"

namespace squareoff::test {

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

TEST_CASE("exits/table: what has not gone out is put back, or withdrawn") {
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
}

TEST_CASE("exits/table: the books, and the day's end, move every row as the table says") {
    for (int w = static_cast<int>(Word::DayOver); w <= static_cast<int>(Word::TargetEnded); ++w) {
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
