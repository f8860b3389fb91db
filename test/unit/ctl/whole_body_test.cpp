// A cut body is looked for among what the ledger could have parked of a message of the record.
#include "producers/ctl/messages/whole_body.h"

#include <doctest/doctest.h>

#include "test/unit/events/make_event.h"

namespace {

ctl::ParkedRow row_of(const std::string& body, size_t kept) {
    ctl::ParkedRow row;
    row.partition = make_trade().partition;
    row.body_bytes = static_cast<int64_t>(body.size());
    row.kept_bytes = static_cast<int64_t>(kept);
    row.body = body.substr(0, kept);
    return row;
}

std::vector<std::string> found(const ctl::ParkedRow& row, const std::string& message,
                               bool cut = false) {
    events::Decoder decoder{kPartitions};
    journal::Record record;
    record.exchange = "events";
    record.body = message;
    record.cut = cut;
    return ctl::bodies_like(row, record, decoder);
}

std::string encoded(const events::Event& event) {
    std::string text;
    events::encode(event, text);
    return text;
}

}  // namespace

TEST_CASE("ctl/whole_body: a message that nobody could read is the body itself") {
    const std::string body = "{\"kind\":\"trade\"," + std::string(3000, 'x');
    CHECK(found(row_of(body, 1024), body) == std::vector{body});
    CHECK(found(row_of(body, 1024), body, true) == std::vector{body});
    CHECK(found(row_of(body, 1024), body + "y").empty());
    std::string other = body;
    other[7] = '?';
    CHECK(found(row_of(body, 1024), other).empty());
}

TEST_CASE("ctl/whole_body: one refused event among good ones, as it was written") {
    const std::string good = encoded(make_trade());
    std::string bad = good;
    bad.replace(bad.find("\"side\":\"") + 8, 0, "x");
    bad.insert(1, "\"note\":\"" + std::string(2000, 'n') + "\",");
    CHECK(found(row_of(bad, 1024), "[" + good + "," + bad + "]") == std::vector{bad});
}

TEST_CASE("ctl/whole_body: an event that the books refused, as the ledger writes it") {
    const std::string event = encoded(make_trade());
    CHECK(found(row_of(event, 100), "[" + event + "]") == std::vector{event});
}

TEST_CASE("ctl/whole_body: a row is cut where fewer bytes are kept than there were") {
    CHECK(row_of("0123456789", 4).cut());
    CHECK_FALSE(row_of("0123456789", 10).cut());
}
