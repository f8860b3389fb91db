// Every example of schemas/events is judged as its name and its folder's expected.json say.
#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "common/events/command.h"
#include "test/unit/events/make_event.h"

using events::Batch;
using events::Decoder;

namespace {

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// File -> the field with which the reason of its refusal begins.
std::map<std::string, std::string> expected(const std::filesystem::path& folder) {
    rapidjson::Document json;
    json.Parse(read_file(folder / "expected.json").c_str());
    REQUIRE(json.IsObject());
    std::map<std::string, std::string> fields;
    for (const auto& member : json.GetObject()) {
        fields[member.name.GetString()] = member.value.GetString();
    }
    return fields;
}

std::string encoded_again(const Batch& batch) {
    std::string body = "[";
    for (const auto& event : batch.events) {
        if (body.size() > 1) body.push_back(',');
        events::encode(event, body);
    }
    return body + "]";
}

void check_good(const std::string& body) {
    Decoder decoder{256};  // the partitions in the examples are right for 256
    const Batch batch = decoder.decode(body, "");
    CHECK(batch.refusals.empty());
    REQUIRE(!batch.events.empty());
    Decoder second{256};
    const Batch again = second.decode(encoded_again(batch), "");
    CHECK(again.events == batch.events);
}

void check_bad(const std::string& body, const std::string& field) {
    Decoder decoder{256};
    const Batch batch = decoder.decode(body, "");
    REQUIRE(batch.refusals.size() == 1);
    CAPTURE(batch.refusals[0].reason);
    CHECK(batch.refusals[0].reason.starts_with(field + ": "));
    if (field == "body") CHECK(batch.events.empty());
}

using Check = std::function<void(const std::string& body)>;
using CheckBad = std::function<void(const std::string& body, const std::string& field)>;

// Returns how many examples there are.
int check_folder(const std::filesystem::path& folder, const Check& good = check_good,
                 const CheckBad& bad = check_bad) {
    const auto fields = expected(folder);
    std::set<std::string> named;
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        const std::string name = entry.path().filename().string();
        if (name == "expected.json") continue;
        CAPTURE(name);
        ++files;
        if (name.starts_with("valid-")) {
            good(read_file(entry.path()));
            continue;
        }
        REQUIRE(fields.contains(name));
        named.insert(name);
        bad(read_file(entry.path()), fields.at(name));
    }
    CHECK(named.size() == fields.size());
    return files;
}

// The same for a message with a codec of its own.
template <class Value>
int check_messages(const std::string& kind, base::Result<Value> (*decode)(std::string_view)) {
    const auto good = [&](const std::string& body) {
        const auto read = decode(body);
        REQUIRE(read.ok());
        const std::string text = encode(read.value());
        CHECK(encode(decode(text).value()) == text);
    };
    const auto bad = [&](const std::string& body, const std::string& field) {
        const auto read = decode(body);
        REQUIRE_FALSE(read.ok());
        CAPTURE(read.error().what);
        CHECK(read.error().what.starts_with(field + ": "));
    };
    return check_folder(std::filesystem::path{EVENT_EXAMPLES} / kind, good, bad);
}

}  // namespace

TEST_CASE("events/examples: commands and what goes with them are judged as expected.json says") {
    CHECK(check_messages("command", events::decode_command) >= 80);
    CHECK(check_messages("send_request", events::decode_send_request) >= 10);
    CHECK(check_messages("notice_request", events::decode_notice_request) >= 10);
    CHECK(check_messages("wake", events::decode_wake) >= 10);
    CHECK(check_messages("prices", events::decode_prices) >= 15);
}

TEST_CASE("events/examples: orders, trades and batches are judged as expected.json says") {
    const std::filesystem::path examples = EVENT_EXAMPLES;
    CHECK(check_folder(examples / "order") >= 100);
    CHECK(check_folder(examples / "trade") >= 50);
    CHECK(check_folder(examples / "batch") >= 10);
}

TEST_CASE("events/examples: places without an event are judged as expected.json says") {
    const auto good = [](const std::string& body) {
        Decoder decoder{256};
        const Batch batch = decoder.decode(body, "");
        CHECK(batch.events.empty());
        REQUIRE(batch.refusals.size() == 1);
        CHECK(batch.refusals[0].nothing);
        CHECK(batch.refusals[0].numbered);
    };
    const auto bad = [](const std::string& body, const std::string& field) {
        check_bad(body, field);
        CHECK_FALSE(Decoder{256}.decode(body, "").refusals[0].nothing);
    };
    const std::filesystem::path examples = EVENT_EXAMPLES;
    CHECK(check_folder(examples / "nothing", good, bad) >= 12);
}

TEST_CASE("events/examples: the good events of a batch with a bad one are kept") {
    Decoder decoder{256};
    const std::filesystem::path batches = std::filesystem::path{EVENT_EXAMPLES} / "batch";
    const Batch batch =
        decoder.decode(read_file(batches / "invalid-price-of-second-event.json"), "");
    CHECK(batch.events.size() == 2);
    CHECK(batch.refusals.size() == 1);
}
