#include <doctest/doctest.h>

#include <string>

#include "common/events/packing.h"
#include "test/unit/events/make_event.h"

using events::Batch;
using events::Decoder;

namespace {

// The reasons of the refusals in a message, one a line.
std::string reasons(const std::string& body) {
    Decoder decoder{kPartitions};
    std::string lines;
    for (const auto& refusal : decoder.decode(body, "").refusals) lines += refusal.reason + "\n";
    return lines;
}

std::string order_with(std::string_view field, std::string_view raw) {
    return reasons(with_value(text_of(make_order()), field, raw));
}

std::string nested(int levels) {
    return std::string(static_cast<size_t>(levels), '[') +
           std::string(static_cast<size_t>(levels), ']');
}

}  // namespace

TEST_CASE("events/codec: a good order and a good trade are read as they were") {
    Decoder decoder{kPartitions};
    const std::string order = text_of(make_order());
    const std::string trade = text_of(make_trade());
    const Batch batch = decoder.decode("[" + order + "," + trade + "]", "");
    CHECK(batch.refusals.empty());
    REQUIRE(batch.events.size() == 2);
    CHECK(batch.events[0] == make_order());
    CHECK(batch.events[1] == make_trade());
}

TEST_CASE("events/codec: of three events the bad one in the middle is refused, with its text") {
    Decoder decoder{kPartitions};
    const std::string good = text_of(make_trade());
    const std::string bad = with_value(with_value(good, "price", "1.23456"), "seq", "7");
    const Batch batch = decoder.decode("[" + good + ", " + bad + " ," + good + "]", "");
    CHECK(batch.events.size() == 2);
    REQUIRE(batch.refusals.size() == 1);
    CHECK(batch.refusals[0].reason == "price: more than 4 decimals");
    CHECK(batch.refusals[0].text == bad);
    CHECK(batch.refusals[0].numbered);
    CHECK(batch.refusals[0].source == "nse-fo-dropcopy-1");
    CHECK(batch.refusals[0].day == 20260803);
    CHECK(batch.refusals[0].partition == make_trade().partition);
    CHECK(batch.refusals[0].seq == 7);
}

TEST_CASE("events/codec: a nothing is a place of its stream, and no event") {
    events::Event place = make_order();
    place.seq = 9;
    std::string nothing;
    events::encode_nothing(place, nothing);
    CHECK(nothing ==
          R"({"kind":"nothing","source":"nse-fo-dropcopy-1","day":20260803,"partition":)" +
              std::to_string(place.partition) + R"(,"seq":9})");
    const std::string good = text_of(make_order());
    const Batch batch = Decoder{kPartitions}.decode("[" + good + "," + nothing + "]", "");
    CHECK(batch.events.size() == 1);
    REQUIRE(batch.refusals.size() == 1);
    const events::Refusal& read = batch.refusals[0];
    CHECK(read.nothing);
    CHECK(read.numbered);
    CHECK(read.source == place.source);
    CHECK(read.day == place.day);
    CHECK(read.partition == place.partition);
    CHECK(read.seq == 9);
    CHECK(read.text == nothing);
}

TEST_CASE("events/codec: a nothing without its place, or with a wrong one, is refused") {
    events::Event place = make_order();
    place.seq = 9;
    std::string nothing;
    events::encode_nothing(place, nothing);
    for (const std::string field : {"source", "day", "partition", "seq"}) {
        CAPTURE(field);
        for (const std::string value : {"-1", "null", "{}"}) {
            const Batch batch = Decoder{kPartitions}.decode(with_value(nothing, field, value), "");
            REQUIRE(batch.refusals.size() == 1);
            CHECK_FALSE(batch.refusals[0].nothing);
            CHECK(batch.refusals[0].reason.starts_with(field + ": "));
        }
    }
    CHECK(reasons(R"({"kind":"nothing","source":"s","day":20260803,"partition":0})") ==
          "seq: missing\n");
    CHECK(reasons(R"({"kind":"nothing","source":"s","day":20260803,"partition":255,"seq":1})")
              .starts_with("partition: not below "));
}

TEST_CASE("events/codec: a text with escapes is kept as it was sent when it is refused") {
    Decoder decoder{kPartitions};
    const std::string bad = with_value(text_of(make_order()), "id", R"("A\u0020\"\\B")");
    const Batch batch = decoder.decode(bad, "");
    REQUIRE(batch.refusals.size() == 1);
    CHECK(batch.refusals[0].text == bad);
    CHECK(batch.refusals[0].reason == "id: has a character that is not allowed");
}

TEST_CASE("events/codec: a refused event has a place where source, day and number were read") {
    Decoder decoder{kPartitions};
    const std::string bad = with_value(text_of(make_order()), "quantity", "0");
    const auto numbered = [&](std::string_view field, std::string_view raw) {
        const Batch batch = decoder.decode(with_value(bad, field, raw), "");
        REQUIRE(batch.refusals.size() == 1);
        return batch.refusals[0].numbered;
    };
    CHECK(numbered("quantity", "0"));
    CHECK(numbered("partition", "3"));  // a wrong one, but the one of the stream
    CHECK_FALSE(numbered("source", "\"UPPER\""));
    CHECK_FALSE(numbered("day", "20260230"));
    CHECK_FALSE(numbered("seq", "0"));
    CHECK_FALSE(numbered("seq", "1.5"));
    // Its queue tells the partition.
    CHECK(numbered("partition", "-1"));
    CHECK(numbered("partition", "\"2\""));
    CHECK(numbered("partition", "null"));
    CHECK(numbered("account", "7"));
    CHECK(numbered("kind", "\"letter\""));
}

TEST_CASE("events/codec: a single event that breaks off behind its number has its place") {
    Decoder decoder{kPartitions};
    const std::string text = text_of(make_order());
    const auto cut_behind = [&](std::string_view part) {
        const size_t end = text.find(part) + part.size();
        const Batch batch = decoder.decode(text.substr(0, end), "");
        REQUIRE(batch.refusals.size() == 1);
        CHECK(batch.refusals[0].text == text.substr(0, end));
        return batch.refusals[0].numbered ? batch.refusals[0].seq : 0;
    };
    CHECK(cut_behind("\"seq\":1,\"id\":\"E") == 1);
    CHECK(cut_behind("\"account\":") == 1);
    CHECK(cut_behind("\"seq\":1") == 0);  // may have been 12
    CHECK(cut_behind("\"partition\":") == 0);
    const Batch behind = decoder.decode(text + "x", "");
    CHECK(behind.refusals[0].numbered);
    CHECK_FALSE(decoder.decode("[" + text, "").refusals[0].numbered);
    const std::string cut = text.substr(0, text.size() - 1);
    const Batch packed = decoder.decode(events::Packer{}.pack(cut), "zstd");
    CHECK(packed.refusals[0].numbered);
    CHECK(packed.refusals[0].text ==
          cut);  // as it is kept and shown: nobody says there how it was packed
}

TEST_CASE("events/codec: a partition that is no partition is none") {
    Decoder decoder{kPartitions};
    const std::string bad = with_value(text_of(make_order()), "quantity", "0");
    for (const std::string raw : {"0.5", "4294967296", "99999999999999999999", "256"}) {
        CAPTURE(raw);
        const Batch batch = decoder.decode(with_value(bad, "partition", raw), "");
        REQUIRE(batch.refusals.size() == 1);
        CHECK(batch.refusals[0].numbered);
        CHECK(batch.refusals[0].partition == -1);
    }
}

TEST_CASE("events/codec: a known field given twice is wrong, even with the same value") {
    CHECK(reasons(with_more(text_of(make_order()), R"("price":101.35)")) == "price: given twice\n");
    CHECK(reasons(with_more(text_of(make_order()), R"("kind":"order")")) == "kind: given twice\n");
    CHECK(reasons(with_more(text_of(make_order()), R"("\u006bind":"order")")) ==
          "kind: given twice\n");
    CHECK(reasons(with_more(text_of(make_order()), R"("note":1,"note":2)")).empty());
}

TEST_CASE("events/codec: unknown fields of any shape are ignored") {
    for (const std::string raw :
         {"1", "-0.5", "1e9", "null", "true", "false", "\"\\u00e9\\n\"", "[]", "{}",
          R"([{"price":"x","quantity":[]},[[1]]])", R"({"kind":{"id":null}})"}) {
        CAPTURE(raw);
        CHECK(reasons(with_more(text_of(make_order()), std::string{R"("note":)"} + raw)).empty());
        CHECK(reasons(with_more(text_of(make_order()), std::string{R"("":)"} + raw)).empty());
    }
}

TEST_CASE("events/codec: fields of the other kind are ignored, whatever they hold") {
    CHECK(reasons(with_more(text_of(make_order()), R"("action":"explode","ref":[])")).empty());
    CHECK(reasons(with_more(text_of(make_trade()), R"("validity":7,"filled":"x")")).empty());
}

TEST_CASE("events/codec: known fields of a wrong shape are named") {
    for (const std::string raw : {"null", "true", "[]", "{}", R"([{"a":[1,{"b":2}]}])"}) {
        CAPTURE(raw);
        CHECK(order_with("price", raw) == "price: neither a text nor a number\n");
        CHECK(order_with("account", raw) == "account: neither a text nor a number\n");
        CHECK(order_with("kind", raw) == "kind: neither a text nor a number\n");
    }
    CHECK(order_with("price", "\"1\"") == "price: a text, where a number belongs\n");
    CHECK(order_with("account", "1") == "account: a number, where a text belongs\n");
}

TEST_CASE("events/codec: a value may be nested 32 levels deep, alone and in a batch") {
    const auto with_levels = [](int levels) {
        return reasons(with_more(text_of(make_order()), R"("note":)" + nested(levels)));
    };
    CHECK(with_levels(32).empty());
    CHECK(with_levels(33) == "body: nested too deep\n");
    const auto in_batch = [](int levels) {
        return reasons("[" + with_more(text_of(make_order()), R"("note":)" + nested(levels)) + "]");
    };
    CHECK(in_batch(32).empty());
    CHECK(in_batch(33) == "body: nested too deep\n");
    const std::string object = R"("note":{"a":)" + nested(31) + "}";
    CHECK(reasons(with_more(text_of(make_order()), object)).empty());
    CHECK(with_levels(5000) == "body: nested too deep\n");
    CHECK(reasons(nested(100'000)).starts_with("body: "));
}

TEST_CASE("events/codec: escapes in texts are undone") {
    Decoder decoder{kPartitions};
    const std::string body =
        with_value(with_value(text_of(make_order()), "account", R"("\u0041B1234")"), "reason",
                   R"("say \"no\" \\ \/ it's")");
    const Batch batch = decoder.decode(body, "");
    REQUIRE(batch.events.size() == 1);
    CHECK(batch.events[0].account == "AB1234");
    CHECK(std::get<events::Order>(batch.events[0].body).reason == R"(say "no" \ / it's)");
    CHECK(order_with("reason", R"("tab\t")") == "reason: has a character that is not allowed\n");
    CHECK(order_with("reason", R"("\u00e9")") == "reason: has a character that is not allowed\n");
    CHECK(order_with("id", R"("A\u0000")") == "id: has a character that is not allowed\n");
}

TEST_CASE("events/codec: integers come without point and exponent, and within their bounds") {
    CHECK(order_with("quantity", "150.0") == "quantity: not an integer\n");
    CHECK(order_with("quantity", "15e1") == "quantity: not an integer\n");
    CHECK(order_with("quantity", "0") == "quantity: below 1\n");
    CHECK(order_with("quantity", "100000001") == "quantity: above 100000000\n");
    CHECK(order_with("seq", "9223372036854775807").empty());
    CHECK(order_with("seq", "9223372036854775808") == "seq: too large\n");
    CHECK(order_with("seq", "-9223372036854775809") == "seq: too small\n");
    CHECK(order_with("token", "4294967297") == "token: above 2147483647\n");
    CHECK(order_with("day", "4315227449") == "day: not a date yyyymmdd of 2000 to 2099\n");
}

TEST_CASE("events/codec: prices have four decimals as written, and no exponent") {
    CHECK(order_with("price", "0.0001").empty());
    CHECK(order_with("price", "10000000").empty());
    CHECK(order_with("price", "10000000.0001") == "price: above 10000000\n");
    CHECK(order_with("price", "101.35000") == "price: more than 4 decimals\n");
    CHECK(order_with("price", "1e2") == "price: has an exponent\n");
    CHECK(order_with("price", "1E300") == "price: has an exponent\n");
    CHECK(order_with("price", "-0.0001") == "price: below 0\n");
    CHECK(order_with("price", std::string(300, '9')) == "price: above 10000000\n");
}

TEST_CASE("events/codec: a number beyond the range of a double costs its own event, or nothing") {
    const std::string good = text_of(make_order());
    const std::string nines(400, '9');
    for (const std::string& odd : std::vector<std::string>{
             "1e400", "-1E+999", "1.5e0400", nines, nines + ".5", nines + "e1", "1" + nines}) {
        CAPTURE(odd);
        Decoder decoder{kPartitions};
        const Batch batch = decoder.decode(
            "[" + good + "," + with_value(good, "price", odd) + "," + good + "]", "");
        CHECK(batch.events.size() == 2);
        REQUIRE(batch.refusals.size() == 1);
        CHECK(batch.refusals[0].reason == "price: has an exponent");
        CHECK(batch.refusals[0].numbered);
        CHECK(batch.refusals[0].text.find(odd) != std::string::npos);
        CHECK(reasons(with_more(good, "\"note\":[" + odd + "]")).empty());
        CHECK(reasons(with_more(good, R"("note":"a\"b )" + odd + "\"")).empty());
        CHECK(reasons(with_value(good, "id", "\"" + odd + "x\"")) !=
              reasons(with_value(good, "id", odd)));
    }
    for (const char* bad :
         {"01e400", "1.e400", "1e400e1", "1.2.3e400", "1e+", "1e400x", "- 1e400"}) {
        CAPTURE(bad);
        CHECK(order_with("price", bad).starts_with("body: not JSON"));
    }
}

TEST_CASE("events/codec: half a surrogate pair costs its own event, or nothing") {
    const std::string good = text_of(make_order());
    for (const std::string half : {R"("\ud800")", R"("a\uDFFFb")", R"("\uD800\uD800")",
                                   R"("\ud83d\\ude00")", R"("\\\uDBFF")"}) {
        CAPTURE(half);
        Decoder decoder{kPartitions};
        const std::string odd = with_value(good, "id", half);
        const Batch batch = decoder.decode("[" + good + "," + odd + "," + good + "]", "");
        CHECK(batch.events.size() == 2);
        REQUIRE(batch.refusals.size() == 1);
        CHECK(batch.refusals[0].reason == "id: has a character that is not allowed");
        CHECK(batch.refusals[0].numbered);
        CHECK(reasons(with_more(good, R"("note":)" + half)).empty());
    }
    CHECK(reasons(with_more(good, R"("note":"\ud83d\ude00 \\ud800")")).empty());
    CHECK(reasons(with_more(good, R"("note":"\ud8)")).starts_with("body: not JSON"));
}

TEST_CASE("events/codec: the rules between fields") {
    CHECK(order_with("filled", "151") == "filled: above quantity\n");
    CHECK(order_with("remaining", "151") == "remaining: above quantity less filled\n");
    CHECK(order_with("state", "\"cancelled\"") == "remaining: above 0 in a final state\n");
    CHECK(order_with("account", "\"KA0907\"") == "partition: not crc32(account) mod 4\n");
    const std::string trade = text_of(make_trade());
    CHECK(reasons(with_value(trade, "price", "0")) == "price: 0, where a trade has a price\n");
    CHECK(reasons(with_value(trade, "ref", "\"X\"")) == "ref: not empty, though action is new\n");
    CHECK(reasons(with_value(trade, "action", "\"bust\"")) ==
          "ref: empty, though action is correct or bust\n");
    const std::string large = with_value(trade, "price", "10000000");
    CHECK(reasons(with_value(large, "quantity", "1000")).empty());
    CHECK(reasons(with_value(large, "quantity", "1001")) ==
          "quantity: times price above 10000000000 rupees\n");
}

TEST_CASE("events/codec: what is no message is refused whole, with its text") {
    Decoder decoder{kPartitions};
    const std::string good = text_of(make_order());
    for (const std::string& body :
         {std::string{}, std::string{" "}, std::string{"[]"}, std::string{"1"}, std::string{"null"},
          std::string{"\"x\""}, "[" + good + ",1]", "[" + good + ",null]", "[[" + good + "]]",
          good + good, good + "x", "[" + good, good.substr(0, good.size() - 1), "[" + good + ",]",
          "\xef\xbb\xbf" + good, good + std::string{"\0", 1}, good + std::string{"\0{}", 3},
          std::string{"\0", 1} + good}) {
        CAPTURE(body);
        const Batch batch = decoder.decode(body, "");
        CHECK(batch.events.empty());
        REQUIRE(batch.refusals.size() == 1);
        CHECK(batch.refusals[0].reason.starts_with("body: "));
        CHECK(batch.refusals[0].text == body);
    }
}

TEST_CASE("events/codec: a batch holds 10000 events, not one more") {
    Decoder decoder{kPartitions};
    const std::string one = text_of(make_order());
    std::string body = "[" + one;
    for (size_t i = 1; i < events::kBatchEventsMax; ++i) body.append(",").append(one);
    REQUIRE(body.size() < 16u << 20);
    events::Packer packer;
    // Such a batch is over 4 MiB as text unless its events are small: the limits meet elsewhere.
    CHECK(decoder.decode(body + "]", "").refusals.at(0).reason == "body: over 4194304 bytes");
    std::string small = "[{}";
    for (size_t i = 1; i < events::kBatchEventsMax; ++i) small.append(",{}");
    CHECK(decoder.decode(small + "]", "").refusals.size() == events::kBatchEventsMax);
    CHECK(decoder.decode(small + ",{}]", "").refusals.at(0).reason == "body: over 10000 events");
    CHECK(decoder.decode(packer.pack(small + "]"), "zstd").refusals.size() ==
          events::kBatchEventsMax);
}

TEST_CASE("events/codec: a batch speaks of 100 trading days, not one more") {
    Decoder decoder{kPartitions};
    std::string body = "[";
    for (uint32_t month = 1; month <= 5; ++month) {
        for (uint32_t day = 1; day <= 20; ++day) {
            body.append(R"({"day":)" + std::to_string(20260000 + 100 * month + day) + "},");
        }
    }
    CHECK(decoder.decode(body + R"({"day":20260101},{"day":1}])", "").refusals.size() == 102);
    const auto more = decoder.decode(body + R"({"day":20260601}])", "");
    REQUIRE(more.refusals.size() == 1);
    CHECK(more.refusals[0].reason == "body: over 100 trading days");
    CHECK_FALSE(more.refusals[0].numbered);
}

TEST_CASE("events/codec: a decoder that learned one order of fields reads every other") {
    Decoder decoder{kPartitions};
    const std::string order = text_of(make_order());
    REQUIRE(decoder.decode(order, "").events.size() == 1);
    // The last field first.
    const size_t last = order.rfind(",\"");
    const std::string rotated = "{" + order.substr(last + 1, order.size() - last - 2) + "," +
                                order.substr(1, last - 1) + "}";
    for (const std::string& body : {rotated, order, text_of(make_trade()), rotated}) {
        CAPTURE(body);
        const Batch batch = decoder.decode(body, "");
        REQUIRE(batch.events.size() == 1);
        CHECK(batch.refusals.empty());
    }
    CHECK(decoder.decode(rotated, "").events[0] == make_order());
}
