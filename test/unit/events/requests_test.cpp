// The small messages around a command: send requests, wakes, prices; and how a body is recognised.
#include <doctest/doctest.h>

#include "common/events/command.h"

using events::kind_of;

namespace {

template <class Value>
std::string reason(const base::Result<Value>& read) {
    return read.ok() ? "accepted" : read.error().what;
}

constexpr std::string_view kNoLine =
    "prices: a line must be [token, last, bid, ask], or that and band_low, band_high";

std::string of_prices(const std::string& lines) {
    return reason(events::decode_prices(
        R"({"kind":"prices","exchange":"NSE","segment":"FO","time_us":1,"prices":)" + lines + "}"));
}

}  // namespace

TEST_CASE("events/requests: a send request names orders of ours") {
    const events::SendRequest request{{"BXAAA", "BXBBB"}};
    CHECK(encode(request) == R"({"kind":"send","client_order_ids":["BXAAA","BXBBB"]})");
    CHECK(events::decode_send_request(encode(request)).value().client_order_ids ==
          request.client_order_ids);
    CHECK(reason(events::decode_send_request(R"({"kind":"send","client_order_ids":[]})")) ==
          "client_order_ids: must not be empty");
    CHECK(reason(events::decode_send_request(R"({"kind":"send"})")) == "client_order_ids: missing");
    CHECK(reason(events::decode_send_request(R"({"kind":"wake","client_order_ids":["A"]})")) ==
          "kind: must be send");
}

TEST_CASE("events/requests: a notice request names rows, up to 500") {
    events::NoticeRequest request{{"exit:C-1:email", "exit:C-1:sms"}};
    CHECK(encode(request) == R"({"kind":"notice","ids":["exit:C-1:email","exit:C-1:sms"]})");
    CHECK(events::decode_notice_request(encode(request)).value().ids == request.ids);
    request.ids.clear();
    for (int number = 0; number <= 500; ++number) request.ids.push_back(std::to_string(number));
    CHECK(reason(events::decode_notice_request(encode(request))).starts_with("ids: "));
    request.ids.resize(500);
    CHECK(events::decode_notice_request(encode(request)).ok());
}

TEST_CASE("events/requests: a wake names accounts") {
    const events::Wake wake{{"AB1234", "KA0907"}};
    CHECK(encode(wake) == R"({"kind":"wake","accounts":["AB1234","KA0907"]})");
    CHECK(events::decode_wake(encode(wake)).value().accounts == wake.accounts);
    CHECK(reason(events::decode_wake(R"({"kind":"wake","accounts":["ab"]})")) ==
          "accounts: an element has a character that is not allowed");
    CHECK(reason(events::decode_wake(R"({"kind":"wake","accounts":"AB"})")) ==
          "accounts: must be a list");
}

TEST_CASE("events/requests: prices are lines of token, last, bid and ask") {
    events::Prices prices;
    prices.exchange = events::Exchange::Mcx;
    prices.segment = events::Segment::Co;
    prices.time_us = 1'785'728'700'123'456;
    using events::Quote;
    prices.lines = {{53001, Quote::of(1'013'500), Quote::of(1'013'000), Quote::of(1'014'000)},
                    {7, {}, Quote::none(), Quote::of(500)},
                    {8, Quote::of(-12'500), {}, {}}};
    const std::string body = encode(prices);
    CHECK(body == R"({"kind":"prices","exchange":"MCX","segment":"CO","time_us":1785728700123456,)"
                  R"("prices":[[53001,101.35,101.3,101.4],[7,0,null,0.05],[8,-1.25,0,0]]})");
    const auto again = events::decode_prices(body);
    REQUIRE(again.ok());
    CHECK(again.value().lines == prices.lines);
    CHECK(again.value().exchange == prices.exchange);
    CHECK(again.value().segment == prices.segment);
    CHECK(again.value().time_us == prices.time_us);
}

TEST_CASE(
    "events/requests: a last price of zero stands in a list of its own, 0 in a line is silence") {
    events::Prices prices{events::Exchange::Nse, events::Segment::Fo, 1, {}};
    prices.lines = {{7, events::Quote::of(0), events::Quote::of(5), {}}};
    const std::string body = encode(prices);
    CHECK(body.ends_with(R"("prices":[[7,0,0.0005,0]],"zero":[7]})"));
    const auto again = events::decode_prices(body).value().lines;
    CHECK(again == prices.lines);
}

TEST_CASE("events/requests: a line that says a band has six members") {
    using events::Quote;
    events::Prices prices{events::Exchange::Nse, events::Segment::Fo, 1, {}};
    prices.lines = {{7, Quote::of(5), {}, {}},
                    {8, Quote::of(5), {}, {}, {Quote::of(4), Quote::of(60'000)}},
                    {9, {}, {}, {}, {{}, Quote::none()}}};
    const std::string body = encode(prices);
    CHECK(body.ends_with(R"("prices":[[7,0.0005,0,0],[8,0.0005,0,0,0.0004,6],[9,0,0,0,0,null]]})"));
    CHECK(events::decode_prices(body).value().lines == prices.lines);
}

TEST_CASE(
    "events/requests: a band is judged by itself: its line and the others keep their prices") {
    using events::Quote;
    const auto judged = events::judge_prices(
        R"({"kind":"prices","exchange":"NSE","segment":"FO","time_us":1,"prices":[)"
        R"([1,2,0,0,5,4],[2,3,0,0,4,5],[3,4,0,0,-1,5],[4,5,0,0,1.00001,5],[5,6,0,0,"1",5],)"
        R"([6,-20000000,0,0,4,5],[7,8,0,0,4],[8,9,0,0,4,5,6],[9,10,0,0,null,5]]})");
    REQUIRE(judged.ok());
    CHECK(judged.value().refused == 7);
    CHECK(judged.value().problem == "prices: band_low is above band_high");
    std::vector<uint32_t> with_band;
    std::vector<uint32_t> without;
    for (const events::PriceLine& line : judged.value().prices.lines) {
        CHECK(line.last == Quote::of((line.token + 1) * 10'000));
        (line.band.said() ? with_band : without).push_back(line.token);
    }
    CHECK(with_band == std::vector<uint32_t>{2, 9});
    CHECK(without == std::vector<uint32_t>{1, 3, 4, 5});
}

TEST_CASE("events/requests: lines of prices are judged one by one, where a publisher is not") {
    const auto judged =
        events::judge_prices(R"({"kind":"prices","exchange":"NSE","segment":"FO","time_us":1,)"
                             R"("prices":[[1,2],[2,3,4,5],[3,-1,0,null]],"zero":[0,9]})");
    REQUIRE(judged.ok());
    CHECK(judged.value().refused == 2);
    CHECK(judged.value().problem == kNoLine);
    CHECK(judged.value().prices.lines.size() == 3);
    CHECK_FALSE(events::judge_prices("[]").ok());
}

TEST_CASE(
    "events/requests: a number beyond a double, or half a surrogate pair, costs its own line") {
    for (const char* odd : {"1e400", R"("\ud800")"}) {
        CAPTURE(odd);
        const auto judged = events::judge_prices(
            R"({"kind":"prices","exchange":"NSE","segment":"FO","time_us":1,"prices":[[1,2,0,0],[2,)" +
            std::string{odd} + ",0,0],[3,4,0,0]]}");
        REQUIRE(judged.ok());
        CHECK(judged.value().refused == 1);
        CHECK(judged.value().prices.lines.size() == 2);
    }
}

TEST_CASE("events/requests: a line of prices that is none refuses the message") {
    CHECK(of_prices("[[1,2.5,2,3]]") == "accepted");
    CHECK(of_prices("[[1,-2.5,null,0]]") == "accepted");
    CHECK(of_prices("[]") == "prices: must not be empty");
    CHECK(of_prices("[[1,2.5,2,3,0,null]]") == "accepted");
    CHECK(of_prices("[[1,2,3]]") == kNoLine);
    CHECK(of_prices("[[1,2,3,4,5]]") == kNoLine);
    CHECK(of_prices("[[1,2,3,4,5,6,7]]") == kNoLine);
    CHECK(of_prices("[[1,2,3,4,6,5]]") == "prices: band_low is above band_high");
    CHECK(of_prices("[[1,2,3,4,0,-0.05]]") == "prices: a band must not be below 0");
    CHECK(of_prices("[[1,2,3,\"4\"]]") == "prices: a line must hold numbers or null");
    CHECK(of_prices("[[0,2,3,4]]") == "prices: token must be at least 1");
    CHECK(of_prices("[[1,2,-30000000,4]]") == "prices: a price must be at most 10000000");
    CHECK(of_prices("[[null,2,3,4]]") == "prices: a token must be a number");
    CHECK(of_prices("[[1,2.00001,3,4]]") == "prices: a price must have at most 4 decimals");
}

TEST_CASE("events/requests: a body tells its kind without being read to its end") {
    CHECK(kind_of(R"({"kind":"command","id":)") == "command");
    CHECK(
        kind_of(R"({"id":"x","sub":{"kind":"wake"},"list":[{"kind":"wake"}],"kind":"command"})") ==
        "command");
    CHECK(kind_of(encode(events::Wake{{"AB1234"}})) == "wake");
    CHECK(kind_of(R"([{"kind":"command"}])").empty());
    CHECK(kind_of(R"({"kind":"order","account":"AB1234"})").empty());
    CHECK(kind_of(R"({"kind":["command"]})").empty());
    CHECK(kind_of(R"({"kind":7,"x":"command"})").empty());
    CHECK(kind_of(R"("command")").empty());
    CHECK(kind_of("").empty());
    CHECK(kind_of(std::string(100'000, '[')).empty());
    const auto behind = [](size_t levels) {
        return kind_of(R"({"x":)" + std::string(levels, '[') + std::string(levels, ']') +
                       R"(,"kind":"wake"})");
    };
    CHECK(behind(32) == "wake");
    CHECK(behind(33).empty());
    std::string nested = R"({"x":)";
    for (int i = 0; i < 100'000; ++i) nested += R"({"x":)";
    CHECK(kind_of(nested).empty());
}
