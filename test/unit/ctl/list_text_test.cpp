#include <doctest/doctest.h>

#include "producers/ctl/accounts/order_list.h"
#include "producers/ctl/accounts/position_list.h"
#include "producers/ctl/doctor/doctor_finding.h"
#include "producers/ctl/exits/command_status.h"
#include "producers/ctl/exits/mass_exit_text.h"
#include "producers/ctl/exits/preview_text.h"
#include "producers/ctl/notices/notice_list.h"
#include "producers/ctl/watch/difference_command.h"

// What people read and what programs read of the same rows, to the letter.

namespace {

constexpr int64_t kNineFifteen = 1'785'728'700'000'000;  // of 2026-08-03 in India

const ctl::ListedOrder kOrder{"1100000000012345",
                              "c1",
                              "NSE",
                              "FO",
                              "NIFTY26AUGFUT",
                              "NRML",
                              "buy",
                              "limit",
                              "day",
                              "open",
                              "",
                              "main",
                              53001,
                              130,
                              65,
                              65,
                              245'001'500,
                              0};

ctl::CommandStatus status() {
    ctl::CommandStatus status;
    status.id = "ctl-1";
    status.account = "AB1234";
    status.action = "exit";
    status.origin = "customer";
    status.who = "asha";
    status.state = "ended";
    status.reason = "partly";
    status.day = 20260803;
    status.epoch = 3;
    status.issued_us = status.accepted_us = kNineFifteen;
    status.expires_us = status.ended_us = kNineFifteen + 60'000'000;
    status.rows = {
        {1, "exit", "NSE FO", "NIFTY", "NRML", "sell", "", 140, 130, 65, 2, 75, "ended", "price"},
        {2, "cancel", "NSE FO", "NIFTY", "NRML", "buy", "1100", 0, 0, 0, 1, 75, "done", ""}};
    status.orders = {{1, 1, 1, "x1", "exit", "NIFTY", "sell", 65, 245'001'500, 65, "filled", ""},
                     {1, 2, 1, "x2", "exit", "NIFTY", "sell", 65, 0, 0, "rejected", "\"band\""}};
    return status;
}

const ctl::NoticeList kNotices{{1, 0, 0, 2, 1},
                               {{"notify:b1:3", "AB1234", "a***@e***.com", "email", "broadcast",
                                 "dead", "refused", true, 6, kNineFifteen, kNineFifteen + 1}}};

const std::vector<ctl::ListedDifference> kDifferences{
    {"AB1234", "positions", "altered", "77", "NSE,FO,53001", 2, 20260803, kNineFifteen},
    {"AB1234", "positions", "altered", "77", "", 2, 20260803, kNineFifteen}};

account::View positions() {
    account::View view;
    view.day = 20260803;
    account::Position one;
    one.key = {{events::Exchange::Nse, events::Segment::Fo, 53001}, events::Product::Nrml};
    one.net = 65;
    one.buy_quantity = 130;
    one.buy_value = 130 * 1'000'000;
    one.sell_quantity = 65;
    one.sell_value = 65 * 1'010'000;
    account::Position flat = one;
    flat.key.product = events::Product::Mis;
    flat.net = 0;
    view.positions = {one, flat};
    return view;
}

ctl::Preview preview() {
    const account::PositionKey key = positions().positions[0].key;
    constexpr auto kSell = events::Side::Sell;
    return {
        {{events::CommandAction::Exit, key, "NIFTY26AUGFUT", kSell, "", 70, 65, 1'000'000, 2, ""},
         {events::CommandAction::Cancel, key, "NIFTY26AUGFUT", kSell, "1100", 0, 65, 1'000'000, 2,
          "late"}},
        "two products",
        "the books are paused",
        "none is open"};
}

const std::vector<ctl::MassExit> kMassExits{{"mass-1",
                                             R"({"action":"exit"})",
                                             {"AB1", "AB2"},
                                             "margin",
                                             "asha",
                                             kNineFifteen,
                                             "ravi",
                                             kNineFifteen + 1,
                                             ctl::MassState::Approved}};

}  // namespace

TEST_CASE("ctl/list_text: orders") {
    ctl::ListedOrder refused = kOrder;
    refused.state = "rejected";
    refused.reason = "margin";
    refused.price = 0;
    CHECK(
        ctl::orders_table({kOrder, refused}, "none") ==
        R"(ORDER             MARKET  SYMBOL         TOKEN  PRODUCT  SIDE  TYPE   QUANTITY  FILLED     PRICE  STATE
1100000000012345  NSE FO  NIFTY26AUGFUT  53001  NRML     buy   limit       130      65  24500.15  open
1100000000012345  NSE FO  NIFTY26AUGFUT  53001  NRML     buy   limit       130      65         -  rejected: margin
)");
    CHECK(ctl::orders_json({kOrder}) ==
          R"({"orders":[{"exchange_order_id":"1100000000012345","client_order_id":"c1",)"
          R"("exchange":"NSE","segment":"FO","token":53001,"symbol":"NIFTY26AUGFUT",)"
          R"("product":"NRML","side":"buy","type":"limit","validity":"day","quantity":130,)"
          R"("filled":65,"remaining":65,"price":24500.15,"trigger":0,"state":"open",)"
          R"("reason":"","origin":"main"}]})");
    CHECK(ctl::orders_table({}, "no orders of A1 on 20260803") == "no orders of A1 on 20260803\n");
    CHECK(ctl::orders_json({}) == R"({"orders":[]})");
}

TEST_CASE("ctl/list_text: a command, its rows and our orders") {
    CHECK(ctl::table_of(status(), true) ==
          R"(command ctl-1: exit of AB1234, done in part, 1 of 2 rows: partly
asked by asha (customer), epoch 3, accepted 2026-08-03 09:15:00 IST, ended 2026-08-03 09:16:00 IST

ROW  WHAT         MARKET  SYMBOL  PRODUCT  SIDE  ASKED  DONE  LEFT  STATE
  1  exit         NSE FO  NIFTY   NRML     sell    140    65    75  ended: price
  2  cancel 1100  NSE FO  NIFTY   NRML     buy       -     -     -  done

ROW  TRY  SLICE  ORDER  WHAT  SYMBOL  SIDE  QUANTITY     PRICE  FILLED  STATE
  1    1      1  x1     exit  NIFTY   sell        65  24500.15      65  filled
  1    2      1  x2     exit  NIFTY   sell        65         -       0  rejected: "band"
)");
    CHECK(
        ctl::json_of(status()) ==
        R"({"id":"ctl-1","account":"AB1234","day":20260803,"action":"exit",)"
        R"("origin":"customer","who":"asha","state":"ended","outcome":"partly","reason":"partly","epoch":3,)"
        R"("issued_us":1785728700000000,"expires_us":1785728760000000,)"
        R"("accepted_us":1785728700000000,"ended_us":1785728760000000,"rows":[{"number":1,)"
        R"("action":"exit","market":"NSE FO","symbol":"NIFTY","product":"NRML",)"
        R"("side":"sell","exchange_order_id":"","asked":140,"wanted":130,"done":65,)"
        R"("left":75,"open":75,"attempts":2,)"
        R"("state":"ended","reason":"price","waits_for":""},{"number":2,"action":"cancel",)"
        R"("market":"NSE FO","symbol":"NIFTY","product":"NRML","side":"buy",)"
        R"("exchange_order_id":"1100","asked":0,"wanted":0,"done":0,"left":0,"open":75,)"
        R"("attempts":1,"state":"done",)"
        R"("reason":"","waits_for":""}],"orders":[{"row":1,"attempt":1,"slice":1,"client_order_id":"x1",)"
        R"("action":"exit","symbol":"NIFTY","side":"sell","quantity":65,"price":24500.15,)"
        R"("filled":65,"state":"filled","reason":""},{"row":1,"attempt":2,"slice":1,)"
        R"("client_order_id":"x2","action":"exit","symbol":"NIFTY","side":"sell",)"
        R"("quantity":65,"price":0,"filled":0,"state":"rejected","reason":"\"band\""}]})");
    ctl::CommandStatus refused = status();
    refused.rows.clear();
    refused.orders.clear();
    CHECK(ctl::table_of(refused, true) ==
          R"(command ctl-1: exit of AB1234, done, there was nothing to do: partly
asked by asha (customer), epoch 3, accepted 2026-08-03 09:15:00 IST, ended 2026-08-03 09:16:00 IST
)");
    CHECK(ctl::json_of(refused).ends_with(R"(,"rows":[],"orders":[]})"));
}

TEST_CASE("ctl/list_text: positions, with and without a price") {
    account::Instrument instrument;
    instrument.symbol = "NIFTY26AUGFUT";
    instrument.last_price = 1'013'500;
    const account::Instruments priced{{positions().positions[0].key.instrument, instrument}};
    CHECK(
        ctl::positions_table(positions(), priced) ==
        R"(MARKET  SYMBOL         TOKEN  PRODUCT  NET  BOUGHT  AVERAGE  SOLD  AVERAGE    LAST       P&L
NSE FO  NIFTY26AUGFUT  53001  NRML      65     130   100.00    65   101.00  101.35    152.75
NSE FO  NIFTY26AUGFUT  53001  MIS        0     130   100.00    65   101.00  101.35  -6435.00

P&L -6282.25 rupees on 20260803
)");
    CHECK(
        ctl::positions_json(positions(), priced) ==
        R"({"positions":[{"exchange":"NSE","segment":"FO","token":53001,"symbol":"NIFTY26AUGFUT",)"
        R"("product":"NRML","net":65,"open_quantity":0,"open_value":0,"buy_quantity":130,)"
        R"("buy_value":13000,"sell_quantity":65,"sell_value":6565,"last_price":101.35,)"
        R"("held":0,"held_why":"","profit":152.75},{"exchange":"NSE","segment":"FO","token":53001,)"
        R"("symbol":"NIFTY26AUGFUT","product":"MIS","net":0,"open_quantity":0,)"
        R"("open_value":0,"buy_quantity":130,"buy_value":13000,"sell_quantity":65,)"
        R"("sell_value":6565,"last_price":101.35,"held":0,"held_why":"","profit":-6435}]})");
    CHECK(
        ctl::positions_json(positions(), {}) ==
        R"({"positions":[{"exchange":"NSE","segment":"FO","token":53001,"symbol":"53001",)"
        R"("product":"NRML","net":65,"open_quantity":0,"open_value":0,"buy_quantity":130,)"
        R"("buy_value":13000,"sell_quantity":65,"sell_value":6565,"last_price":0,)"
        R"("held":0,"held_why":"","profit":null},{"exchange":"NSE","segment":"FO","token":53001,"symbol":"53001",)"
        R"("product":"MIS","net":0,"open_quantity":0,"open_value":0,"buy_quantity":130,)"
        R"("buy_value":13000,"sell_quantity":65,"sell_value":6565,"last_price":0,)"
        R"("held":0,"held_why":"","profit":-6435}]})");
}

TEST_CASE("ctl/list_text: what is held back of a position is told with its reason") {
    account::View view = positions();
    account::Doubt doubt{account::Doubt::Kind::Edited, {}};
    doubt.event.token = 53001;
    view.doubts.push_back(doubt);
    const std::string table = ctl::positions_table(view, {});
    CHECK(
        table.ends_with("65 of 53001 NRML held: it rests on an event that a person has changed\n"));
    CHECK(ctl::positions_json(view, {}).find(
              R"("held":65,"held_why":"held: it rests on an event that a person has changed")") !=
          std::string::npos);
}

TEST_CASE("ctl/list_text: what a command would do") {
    events::Command command;
    command.day = 20260803;
    CHECK(ctl::preview_table(command, preview(), "STANDBY") ==
          R"(dry run, day 20260803: nothing is sent
refused now: STANDBY
refused: two products
waits: the books are paused
no position to exit: none is open

WHAT         MARKET  SYMBOL         PRODUCT  SIDE  ASKED  QUANTITY   LIMIT  ORDERS  WHY NOT ALL
exit         NSE FO  NIFTY26AUGFUT  NRML     sell     70        65  100.00       2
cancel 1100  NSE FO  NIFTY26AUGFUT  NRML     sell      -        65  100.00       -  late
)");
    const std::string json = ctl::preview_json(command, preview(), "STANDBY");
    CHECK(
        json.substr(json.find(R"("refusal")")) ==
        R"("refusal":"two products","waits":"the books are paused","nothing_to_do":"none is open","rows":[{"action":"exit","exchange":"NSE","segment":"FO",)"
        R"("token":53001,"symbol":"NIFTY26AUGFUT","product":"NRML","side":"sell",)"
        R"("exchange_order_id":"","asked":70,"left":5,"quantity":65,"price":100,"orders":2,)"
        R"("reason":""},)"
        R"({"action":"cancel","exchange":"NSE","segment":"FO","token":53001,)"
        R"("symbol":"NIFTY26AUGFUT","product":"NRML","side":"sell",)"
        R"("exchange_order_id":"1100","quantity":65,"price":100,"orders":2,)"
        R"("reason":"late"}]})");
    CHECK(ctl::preview_json(command, {}, "STANDBY").find(R"("refusal":"STANDBY")") !=
          std::string::npos);
}

TEST_CASE("ctl/list_text: mass exits") {
    CHECK(ctl::mass_table(kMassExits) ==
          R"(ID      STATE     ACCOUNTS  ASKED FOR                BY    DECIDED BY  WHY
mass-1  approved         2  2026-08-03 09:15:00 IST  asha  ravi        margin
)");
    CHECK(ctl::mass_list_json(kMassExits) ==
          R"({"mass_exits":[{"id":"mass-1","state":"approved","accounts":2,"why":"margin",)"
          R"("requested_by":"asha","requested_us":1785728700000000,"decided_by":"ravi",)"
          R"("decided_us":1785728700000001,"decided_why":"","request":{"action":"exit"}}]})");
    CHECK(ctl::mass_list_json({}) == R"({"mass_exits":[]})");
}

TEST_CASE("ctl/list_text: notices") {
    CHECK(ctl::notices_table(kNotices) == R"(waiting 1, queued 0, sending 0, sent 2, dead 1
CREATED                  ACCOUNT  TO             CHANNEL  TEMPLATE   STATE  TRIES  ID           REASON
2026-08-03 09:15:00 IST  AB1234   a***@e***.com  email    broadcast  dead       6  notify:b1:3  refused
)");
    CHECK(ctl::notices_json(kNotices) ==
          R"({"by_state":{"waiting":1,"queued":0,"sending":0,"sent":2,"dead":1},)"
          R"("newest":[{"id":"notify:b1:3","account":"AB1234","recipient":"a***@e***.com",)"
          R"("channel":"email","urgent":true,"template":"broadcast","state":"dead",)"
          R"("reason":"refused","waits":"","due_us":0,"attempts":6,"created_us":1785728700000000,)"
          R"("changed_us":1785728700000001}]})");
    ctl::NoticeList waiting = kNotices;
    waiting.newest[0].waits = "again not before 09:15:05 IST";
    CHECK(ctl::notices_table(waiting).find("refused; again not before 09:15:05 IST\n") !=
          std::string::npos);
    waiting.newest[0].reason.clear();
    CHECK(ctl::notices_table(waiting).find("  again not before") != std::string::npos);
    CHECK(ctl::notices_table({}) == "no notices\n");
}

TEST_CASE("ctl/list_text: differences") {
    CHECK(ctl::differences_table(kDifferences, {}) ==
          R"(PART  DAY       ACCOUNT  BOOK       KIND     KEY               SINCE
   2  20260803  AB1234   positions  altered  NSE,FO,53001      2026-08-03 09:15:00 IST
   2  20260803  AB1234   positions  altered  #77: one of many  2026-08-03 09:15:00 IST
which rows these are: backstop-replay verify --account AB1234
)");
    CHECK(ctl::differences_json(kDifferences, {}) ==
          R"({"differences":[{"partition":2,"day":20260803,"account":"AB1234","book":"positions",)"
          R"("kind":"altered","key_hash":"77","key":"NSE,FO,53001",)"
          R"("since_us":1785728700000000},{"partition":2,"day":20260803,"account":"AB1234",)"
          R"("book":"positions","kind":"altered","key_hash":"77","key":"",)"
          R"("since_us":1785728700000000}],"totals":[]})");
    CHECK(ctl::differences_table({}, {}) == "no difference\n");
    CHECK(ctl::differences_json({}, {}) == R"({"differences":[],"totals":[]})");
}

TEST_CASE("ctl/list_text: totals that the exchange has otherwise") {
    ctl::DifferingTotal total{"NSE", "FO", "NIFTY", "buy", 53001};
    total.venue_quantity = 150;
    total.books_quantity = 75;
    total.venue_value = 33'000'000;
    total.books_value = 16'500'000;
    CHECK(ctl::differences_table({}, {total}) ==
          R"(totals that the exchange has otherwise:
MARKET  SYMBOL  TOKEN  SIDE  EXCHANGE HAS  BOOKS HAVE  VALUE THERE  VALUE HERE
NSE FO  NIFTY   53001  buy            150          75      3300.00     1650.00
)");
    CHECK(ctl::differences_json({}, {total}) ==
          R"({"differences":[],"totals":[{"exchange":"NSE","segment":"FO","token":53001,)"
          R"("symbol":"NIFTY","side":"buy","venue_trades":0,"books_trades":0,"venue_quantity":150,)"
          R"("books_quantity":75,"venue_value":3300,"books_value":1650}]})");
}

TEST_CASE("ctl/list_text: findings") {
    const ctl::Findings findings{ctl::good("broker.version", "3.10.8"),
                                 ctl::bad("database.sql_mode", "ANSI", "set it")};
    CHECK(ctl::findings_text(findings) == R"(bad   database.sql_mode  ANSI
                         -> set it
ok    broker.version     3.10.8

1 bad, 0 warnings, 1 ok
)");
    CHECK(ctl::findings_json(findings) ==
          R"({"ok":false,"findings":[{"level":"ok","check":"broker.version","found":"3.10.8",)"
          R"("remedy":""},{"level":"bad","check":"database.sql_mode","found":"ANSI",)"
          R"("remedy":"set it"}]})");
    CHECK(ctl::findings_json({}) == R"({"ok":true,"findings":[]})");
}
