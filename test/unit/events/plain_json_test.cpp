// Plain JSON is read by our own reader, all other by RapidJSON, and the archive reads the places
// alone: whoever reads a message, it says the same.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "common/events/place_reader.h"
#include "test/unit/events/make_event.h"
#include "test/unit/events/random_event.h"
#include "test/unit/seed.h"

using events::Batch;
using events::Decoder;
using events::Refusal;

namespace {

const std::vector<std::string> kOddities{
    "\"",   "\\",      "\\\"",    "\\u0041", "\\ud800", "\x01", "\x1f", "\x7f",
    "\x80", "\xff",    " ",       "\n",      ",",       ":",    "{",    "}",
    "[",    "]",       "{}",      "[]",      "null",    "true", "-",    "-0",
    "0",    "00",      "0.",      ".5",      "1.50",    "1e3",  "1E-2", "\"x\":",
    "seq",  "\"seq\"", "\"day\"", "//",      "\t",      "+1",   "\"\"", "99999999999999999999999"};

// A message of up to three events, some of its bytes gone, changed, or with an oddity between them.
std::string odd_message(RandomEvents& random) {
    std::string body;
    const int events = 1 + static_cast<int>(random.pick(3));
    for (int i = 0; i < events; ++i) body += (i == 0 ? "" : ",") + text_of(random.next());
    if (events > 1 || random.pick(2) == 0) body = "[" + body + "]";
    for (int i = static_cast<int>(random.pick(4)); i > 0; --i) {
        const size_t at = random.pick(static_cast<uint32_t>(body.size()));
        const std::string& oddity = kOddities[random.pick(static_cast<uint32_t>(kOddities.size()))];
        switch (random.pick(4)) {
            case 0:
                body.erase(at, 1 + random.pick(3));
                break;
            case 1:
                body[at] = static_cast<char>(random.pick(256));
                break;
            case 2:
                body.replace(at, oddity.size(), oddity);
                break;
            default:
                body.insert(at, oddity);
        }
        if (body.empty()) body = "{";
    }
    return body;
}

// Where the text is no JSON, its byte is told, which a blank in front moves by one.
std::string without_byte(const std::string& reason) {
    return reason.starts_with("body: not JSON") ? "body: not JSON" : reason;
}

void check_same(const Refusal& plain, const Refusal& other) {
    CHECK(without_byte(plain.reason) == without_byte(other.reason));
    CHECK(plain.numbered == other.numbered);
    CHECK(plain.source == other.source);
    CHECK(plain.day == other.day);
    CHECK(plain.partition == other.partition);
    CHECK(plain.seq == other.seq);
    CHECK(plain.nothing == other.nothing);
    CHECK(plain.events_before == other.events_before);
    const bool whole = plain.reason.starts_with("body: ");
    CHECK((whole ? " " + plain.text : plain.text) == other.text);
}

// Sorted by nothing: the places stand in the message's order, events and refusals in lists of their
// own.
std::vector<int64_t> numbers_of(const Batch& batch) {
    std::vector<int64_t> numbers;
    size_t taken = 0;
    const auto take_until = [&](size_t before) {
        while (taken < before) numbers.push_back(batch.events[taken++].seq);
    };
    for (const Refusal& refusal : batch.refusals) {
        take_until(refusal.events_before);
        numbers.push_back(refusal.numbered ? refusal.seq : 0);
    }
    take_until(batch.events.size());
    return numbers;
}

}  // namespace

TEST_CASE("events/plain_json: an odd message is the same to our reader and to RapidJSON") {
    const Seeds runs = seeds(400);
    size_t refused = 0, read = 0;
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        RandomEvents random{seed, kPartitions};
        Decoder decoder{kPartitions}, other{kPartitions};
        for (int i = 0; i < 30; ++i) {
            const std::string body = odd_message(random);
            CAPTURE(seed);
            CAPTURE(body);
            const Batch plain = decoder.decode(body, "");
            const Batch spaced = other.decode(" " + body, "");  // which is not plain
            REQUIRE(plain.events == spaced.events);
            REQUIRE(plain.refusals.size() == spaced.refusals.size());
            for (size_t at = 0; at < plain.refusals.size(); ++at) {
                check_same(plain.refusals[at], spaced.refusals[at]);
            }
            read += plain.events.size();
            refused += plain.refusals.size();
        }
    }
    CHECK(read > 1000);
    CHECK(refused > 1000);
}

TEST_CASE("events/place_reader: of an odd message the numbers that a decoder finds") {
    const Seeds runs = seeds(400);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        RandomEvents random{seed, kPartitions};
        Decoder decoder{kPartitions};
        events::PlaceReader places;
        for (int i = 0; i < 30; ++i) {
            const std::string body = odd_message(random);
            CAPTURE(seed);
            CAPTURE(body);
            std::vector<int64_t> expected = numbers_of(decoder.decode(body, ""));
            std::vector<int64_t> found;
            for (const events::Place& place : places.read(body, "")) found.push_back(place.seq);
            if (found.empty()) found.push_back(0);  // no message: one refusal, without a place
            REQUIRE(found == expected);
        }
    }
}

TEST_CASE("events/place_reader: source, day and times of good and of refused events") {
    const std::string body =
        R"([{"kind":"trade","source":"a","day":20260803,"seq":7,"exchange_time_us":5,)"
        R"("received_time_us":6},{"day":20260804,"source":"B!","seq":8,"exchange_time_us":"x"}])";
    events::PlaceReader reader;
    const auto& places = reader.read(body, "");
    REQUIRE(places.size() == 2);
    CHECK(places[0].source == "a");
    CHECK(places[0].day == 20260803);
    CHECK(places[0].seq == 7);
    CHECK(places[0].exchange_time_us == 5);
    CHECK(places[0].received_time_us == 6);
    CHECK(places[1].source.empty());
    CHECK(places[1].day == 20260804);
    CHECK(places[1].seq == 0);
    CHECK(places[1].exchange_time_us == 0);
}
