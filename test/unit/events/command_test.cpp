#include "common/events/command.h"

#include <doctest/doctest.h>

#include "test/unit/events/make_event.h"
#include "test/unit/events/random_command.h"
#include "test/unit/seed.h"

using events::Command;
using events::decode_command;

namespace {

Command make_exit() {
    Command command;
    command.id = "C-1";
    command.account = "AB1234";
    command.day = 20260803;
    command.action = events::CommandAction::Exit;
    command.origin = events::CommandOrigin::Customer;
    command.who = "AB1234";
    command.exchange = events::Exchange::Nse;
    command.segment = events::Segment::Fo;
    command.token = 53001;
    command.epoch = 3;
    command.issued_us = 1'785'728'700'000'000;
    command.expires_us = 1'785'728'760'000'000;
    return command;
}

Command make_cancel() {
    Command command = make_exit();
    command.action = events::CommandAction::Cancel;
    command.exchange.reset();
    command.segment.reset();
    command.token.reset();
    command.orders = {"1100000000012345", "1100000000012346"};
    return command;
}

std::string reason(const std::string& body) {
    const auto command = decode_command(body);
    return command.ok() ? "accepted" : command.error().what;
}

std::string reason(const Command& command) { return reason(encode(command)); }

}  // namespace

TEST_CASE("events/command: is written with the fields of docs/commands.md, in their order") {
    Command command = make_exit();
    command.quantity = 75;
    command.price_policy = events::PricePolicy::Limit;
    command.price = 1'013'500;
    CHECK(
        encode(command) ==
        R"({"kind":"command","id":"C-1","account":"AB1234","day":20260803,"action":"exit",)"
        R"("origin":"customer","who":"AB1234","exchange":"NSE","segment":"FO","token":53001,)"
        R"("quantity":75,"cancel_first":true,"price_policy":"limit","price":101.35,)"
        R"("validity":"ioc","epoch":3,"issued_us":1785728700000000,"expires_us":1785728760000000})");
    CHECK(encode(make_cancel()) ==
          R"({"kind":"command","id":"C-1","account":"AB1234","day":20260803,"action":"cancel",)"
          R"("origin":"customer","who":"AB1234",)"
          R"("orders":["1100000000012345","1100000000012346"],)"
          R"("epoch":3,"issued_us":1785728700000000,"expires_us":1785728760000000})");
}

TEST_CASE("events/command: what is encoded is decoded the same") {
    for (const Command& command : {make_exit(), make_cancel()}) {
        const auto again = decode_command(encode(command));
        REQUIRE(again.ok());
        CHECK(again.value() == command);
    }
}

TEST_CASE("events/command: random commands survive, and no cut or changed byte breaks the reader") {
    const auto [first, last] = seeds(20);
    for (uint64_t seed = first; seed <= last; ++seed) {
        CAPTURE(seed);
        RandomCommands random{seed};
        for (int i = 0; i < 200; ++i) {
            const Command command = random.next();
            std::string body = encode(command);
            CAPTURE(body);
            const auto again = decode_command(body);
            REQUIRE(again.ok());
            REQUIRE(again.value() == command);
            body[random.values().pick(static_cast<uint32_t>(body.size()))] =
                static_cast<char>(random.values().pick(256));
            body.resize(body.size() - random.values().pick(2));
            const auto changed = decode_command(body);
            if (changed.ok()) {
                REQUIRE(decode_command(encode(changed.value())).value() == changed.value());
            } else {
                REQUIRE(changed.error().what.find(": ") != std::string::npos);
            }
        }
    }
}

TEST_CASE("events/command: numbers keep to their bounds") {
    const std::string body = encode(make_exit());
    CHECK(reason(with_more(body, R"("quantity":0)")) == "quantity: must be at least 1");
    CHECK(reason(with_more(body, R"("quantity":-5)")) == "quantity: must be at least 1");
    CHECK(reason(with_more(body, R"("quantity":1.5)")) == "quantity: must be an integer");
    CHECK(reason(with_more(body, R"("quantity":1e2)")) == "quantity: must be an integer");
    CHECK(reason(with_more(body, R"("quantity":"75")")) == "quantity: must be a number");
    CHECK(reason(with_more(body, R"("quantity":100000001)")) ==
          "quantity: must be at most 100000000");
    CHECK(reason(with_more(body, R"("quantity":99999999999999999999)")) ==
          "quantity: must be at most 100000000");
    CHECK(reason(with_more(body, R"("percent":0)")) == "percent: must be at least 1");
    CHECK(reason(with_more(body, R"("percent":101)")) == "percent: must be at most 100");
    CHECK(reason(with_value(body, "epoch", "0")) == "epoch: must be at least 1");
    CHECK(reason(with_value(body, "token", "0")) == "token: must be at least 1");
    CHECK(reason(with_value(body, "day", "20260230")) ==
          "day: must be a date yyyymmdd of 2000 to 2099");
    CHECK(reason(with_value(body, "expires_us", "1785728700000000")) ==
          "expires_us: must be after issued_us");
}

TEST_CASE("events/command: a limit needs a price, which is read from its digits") {
    const std::string body = with_value(encode(make_exit()), "price_policy", R"("limit")");
    CHECK(reason(body) == "price: must be above 0 where price_policy is limit");
    CHECK(reason(with_more(body, R"("price":0)")) ==
          "price: must be above 0 where price_policy is limit");
    CHECK(reason(with_more(body, R"("price":-1)")) == "price: must be at least 0");
    CHECK(reason(with_more(body, R"("price":1.00005)")) == "price: must have at most 4 decimals");
    CHECK(reason(with_more(body, R"("price":1e2)")) == "price: must not have an exponent");
    CHECK(reason(with_more(body, R"("price":10000000.0001)")) == "price: must be at most 10000000");
    CHECK(decode_command(with_more(body, R"("price":9999999.9999)")).value().price ==
          99'999'999'999);
    CHECK(reason(with_more(encode(make_exit()), R"("price":5)")) ==
          "price: only where price_policy is limit");
}

TEST_CASE("events/command: an exit's quantity speaks of one position") {
    Command command = make_exit();
    command.quantity = 75;
    CHECK(reason(command) == "accepted");
    command.percent = 50;
    CHECK(reason(command) == "percent: not together with quantity");
    command.percent.reset();
    command.token.reset();
    CHECK(reason(command) == "quantity: only of one position: needs exchange, segment and token");
    command.quantity.reset();
    command.percent = 50;
    CHECK(reason(command) == "accepted");
}

TEST_CASE("events/command: a cancel has nothing of an exit, and the other way round") {
    const std::string cancel = encode(make_cancel());
    CHECK(reason(with_more(cancel, R"("quantity":75)")) == "quantity: only of an exit");
    CHECK(reason(with_more(cancel, R"("percent":5)")) == "percent: only of an exit");
    CHECK(reason(with_more(cancel, R"("price":5)")) == "price: only of an exit");
    CHECK(reason(with_more(cancel, R"("price_policy":"protected")")) ==
          "price_policy: only of an exit");
    CHECK(reason(with_more(cancel, R"("validity":"day")")) == "validity: only of an exit");
    CHECK(reason(with_more(encode(make_exit()), R"("orders":["1"])")) ==
          "orders: only of a cancel");
}

TEST_CASE("events/command: orders are named once, and not too many") {
    Command command = make_cancel();
    command.orders = {"1", "2", "1"};
    CHECK(reason(command) == "orders: an element is given twice");
    command.orders = {"1", ""};
    CHECK(reason(command) == "orders: an element must not be empty");
    CHECK(reason(with_more(encode(make_cancel()), R"("orders":["1"])")) == "orders: given twice");
    command.orders = {"1"};
    command.segment = events::Segment::Fo;
    CHECK(reason(command) == "orders: not together with exchange, segment, product, side or token");
    command.orders.clear();
    CHECK(reason(command) == "accepted");
    command.segment.reset();
    CHECK(reason(with_more(encode(command), R"("orders":[])")) == "orders: must not be empty");
    CHECK(reason(with_more(encode(command), R"("orders":[7])")) == "orders: must be texts");
    for (size_t i = 0; i < events::kCommandOrdersMax; ++i) {
        command.orders.push_back(std::to_string(i));
    }
    CHECK(reason(command) == "accepted");
    command.orders.emplace_back("one-more");
    CHECK(reason(command) == "orders: must be at most 500 elements");
}

TEST_CASE("events/command: a dealer keeps evidence") {
    Command command = make_exit();
    command.origin = events::CommandOrigin::Dealer;
    CHECK(reason(command) == "evidence: must not be empty where origin is dealer");
    command.evidence = R"(call 17, "sell all" \ recorded)";
    CHECK(decode_command(encode(command)).value().evidence == command.evidence);
}

TEST_CASE("events/command: texts keep to their characters and lengths") {
    const std::string body = encode(make_exit());
    CHECK(reason(with_value(body, "id", R"("a b")")) == "id: has a character that is not allowed");
    CHECK(reason(with_value(body, "id", R"("")")) == "id: must not be empty");
    CHECK(reason(with_value(body, "id", '"' + std::string(65, 'x') + '"')) ==
          "id: must be at most 64 characters");
    CHECK(reason(with_value(body, "account", R"("ab1")")) ==
          "account: has a character that is not allowed");
    CHECK(reason(with_value(body, "who", R"("J\u00f6rg")")) ==
          "who: has a character that is not allowed");
    CHECK(reason(with_value(body, "exchange", R"("LSE")")) ==
          "exchange: must be one of NSE, BSE, MCX, NCDEX, MSE");
    CHECK(reason(with_value(body, "cancel_first", "1")) == "cancel_first: must be true or false");
    CHECK(reason(with_value(body, "origin", "null")) == "origin: must be a text");
}

TEST_CASE("events/command: a known field stands there once, an unknown one is ignored") {
    const std::string body = encode(make_exit());
    CHECK(reason(with_more(body, R"("day":20260803)")) == "day: given twice");
    CHECK(reason(with_more(body, R"("kind":"command")")) == "kind: given twice");
    CHECK(reason(with_more(body, R"("colour":"red","colour":{"day":[1,"x",null]})")) == "accepted");
    CHECK(reason(with_value(body, "kind", R"("wake")")) == "kind: must be command");
    std::string without = body;
    CHECK(reason(without.replace(without.find(R"("epoch":3,)"), 10, "")) == "epoch: missing");
}

TEST_CASE("events/command: a body that is no object is refused whole") {
    CHECK(reason("[]") == "body: must be an object");
    CHECK(reason("7") == "body: must be an object");
    CHECK(reason("").starts_with("body: not JSON at byte 0"));
    CHECK(reason(std::string{"{}\0{}", 5}) == "body: not JSON: has a zero byte");
    CHECK(reason(encode(make_exit()) + "x").starts_with("body: not JSON at byte"));
    const auto deep = [](size_t levels) {
        return R"({"x":)" + std::string(levels, '[') + std::string(levels, ']') + "}";
    };
    CHECK(reason(deep(32)) != "body: nested too deep");
    CHECK(reason(deep(33)) == "body: nested too deep");
    CHECK(reason(std::string(events::kCommandBytesMax + 1, ' ')) ==
          "body: larger than 65536 bytes");
}

TEST_CASE("events/command: the id of an order of ours never changes") {
    CHECK(events::own_client_order_id("C-1", 1, 1, 1) == "BXHUCYZQQJ5KGZPCXD5Y");
    CHECK(events::own_client_order_id("", 0, 0, 0) == "BXQRN54L7W7ZOGE73LTD");
    CHECK(events::own_client_order_id("M-20260803-7:AB1234", 4'294'967'295, 2, 3) ==
          "BX3RLW4EFVSLFRGKA5YT");
}

TEST_CASE("events/command: ids of orders of ours differ where anything differs") {
    std::set<std::string> ids;
    size_t made = 0;
    for (const char* command : {"C-1", "C-2", "C-11", "c-1", "1", "11"}) {
        for (uint32_t row = 1; row <= 20; ++row) {
            for (uint32_t attempt = 1; attempt <= 12; ++attempt) {
                for (uint32_t slice = 1; slice <= 30; ++slice, ++made) {
                    const std::string id =
                        events::own_client_order_id(command, row, attempt, slice);
                    REQUIRE(id.size() == 20);
                    REQUIRE(events::is_own(id));
                    REQUIRE(id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") ==
                            std::string::npos);
                    ids.insert(id);
                }
            }
        }
    }
    CHECK(ids.size() == made);
}

TEST_CASE("events/command: of a refused body what can be read is read, if its id can be") {
    Command good = make_exit();
    std::string body = encode(good);
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = body;
        changed.replace(changed.find(from), from.size(), to);
        return changed;
    };
    const std::string no_action = with(R"("action":"exit")", R"("action":"buy")");
    REQUIRE_FALSE(decode_command(no_action).ok());
    const auto legible = events::legible_command(no_action);
    REQUIRE(legible);
    CHECK_EQ(legible->id, "C-1");
    CHECK_EQ(legible->account, "AB1234");
    CHECK_EQ(legible->day, 20260803);
    CHECK_EQ(legible->epoch, 3);
    const auto no_account = events::legible_command(with("AB1234", "ab'--"));
    REQUIRE(no_account);
    CHECK_EQ(no_account->account, "");
    CHECK_EQ(no_account->expires_us, good.expires_us);
    CHECK(events::legible_command(R"({"id":"C-2"})"));
    for (const char* none :
         {"", "no JSON", "[]", R"(["C-1"])", R"({"kind":"command"})", R"({"id":7})", R"({"id":""})",
          R"({"id":"a b"})", R"({"id":"a","id":"b"})", "{\"id\":\"\xff\"}", R"({"id":"C-1")"}) {
        CAPTURE(none);
        CHECK_FALSE(events::legible_command(none));
    }
    CHECK_FALSE(events::legible_command(R"({"id":")" + std::string(65, 'x') + R"("})"));
}
