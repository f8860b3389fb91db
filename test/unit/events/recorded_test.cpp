#include <doctest/doctest.h>

#include <string>

#include "common/events/packing.h"
#include "common/events/reader.h"
#include "test/unit/events/make_event.h"

using events::Decoder;

namespace {

// "good", or the reason.
std::string judged(std::string line) {
    Decoder decoder{kPartitions};
    line.reserve(line.size() + events::kReadAheadBytes);
    const auto event = decoder.decode_recorded(line);
    return event.ok() ? "good" : event.error().what;
}

std::string without(const std::string& json, const std::string& field) {
    const std::string marked = with_value(json, field, "@");
    const std::string part = ",\"" + field + "\":@";
    return std::string{marked}.erase(marked.find(part), part.size());
}

std::string recorded_line() {
    std::string line = text_of(make_order());
    for (const char* field : {"source", "partition", "seq", "received_time_us"}) {
        line = without(line, field);
    }
    return line;
}

}  // namespace

TEST_CASE("events/recorded: a line needs nothing that the feed adds; the partition is computed") {
    Decoder decoder{kPartitions};
    std::string line = recorded_line();
    line.reserve(line.size() + events::kReadAheadBytes);
    const auto event = decoder.decode_recorded(line);
    REQUIRE(event.ok());
    CHECK(event.value().partition == events::partition_of("AB1234", kPartitions));
    CHECK(event.value().source.empty());
    CHECK(event.value().seq == 0);
    CHECK(event.value().id == "E1");
}

TEST_CASE("events/recorded: what the feed adds is ignored where it stands, right or wrong") {
    CHECK(judged(with_more(recorded_line(), R"("source":"UPPER","seq":0)")) == "good");
    CHECK(judged(with_more(recorded_line(), R"("partition":99,"received_time_us":null)")) ==
          "good");
    CHECK(judged(with_more(recorded_line(), R"("seq":1,"seq":1)")) == "good");
}

TEST_CASE("events/recorded: the reason speaks of a field that counts") {
    const std::string wrong = with_value(recorded_line(), "price", "1.23456");
    CHECK(judged(wrong) == "price: more than 4 decimals");
    CHECK(judged(R"({"seq":0,"source":7,)" + wrong.substr(1)) == "price: more than 4 decimals");
    CHECK(judged(without(recorded_line(), "account")) == "account: missing");
    CHECK(judged(without(recorded_line(), "exchange_time_us")) == "exchange_time_us: missing");
}

TEST_CASE("events/recorded: a line is one event") {
    const std::string line = recorded_line();
    CHECK(judged("[" + line + "]") == "good");
    CHECK(judged("[" + line + "," + line + "]") == "body: more than one event in the line");
    CHECK(judged("").starts_with("body: "));
    CHECK(judged("[]").starts_with("body: "));
    CHECK(judged(line + line).starts_with("body: "));
}

TEST_CASE("events/recorded: what stands behind a zero byte is not dropped unseen") {
    CHECK(judged(recorded_line() + std::string{"\0x", 2}) == events::kZeroByte);
    CHECK(judged(std::string{"\0", 1} + recorded_line()) == events::kZeroByte);
}
