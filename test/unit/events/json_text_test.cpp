#include "common/events/json_text.h"

#include <doctest/doctest.h>

#include <map>

using events::JsonText;

namespace {

struct Row {
    std::string name;
    std::optional<int64_t> number;
};

void write_row(JsonText& json, const Row& row) {
    json.text("name", row.name);
    json.integer_or_null("number", row.number);
}

}  // namespace

TEST_CASE("events/json_text: a list of objects, alone and in an object") {
    const std::vector<Row> rows{{"a\"", 1}, {"b", std::nullopt}};
    CHECK(events::objects_json(rows, write_row) ==
          R"([{"name":"a\"","number":1},{"name":"b","number":null}])");
    CHECK(events::objects_json(std::vector<Row>{}, write_row) == "[]");
    JsonText json;
    json.open_object();
    json.objects("none", std::vector<Row>{}, write_row);
    json.objects("rows", rows, write_row);
    json.flag("end", true);
    json.close_object();
    CHECK(
        json.take() ==
        R"({"none":[],"rows":[{"name":"a\"","number":1},{"name":"b","number":null}],"end":true})");
}

TEST_CASE("events/json_text: objects may be written by what sees more than the item") {
    const std::map<std::string, int64_t> counts{{"x", 1}, {"y", 2}};
    const int64_t factor = 10;
    CHECK(events::objects_json(counts, [&](JsonText& json, const auto& count) {
              json.integer(count.first, count.second * factor);
          }) == R"([{"x":10},{"y":20}])");
}

TEST_CASE("events/json_text: texts") {
    JsonText json;
    json.open_object();
    json.texts("none", {});
    json.texts("two", {"a", "b\n"});
    json.close_object();
    CHECK(json.take() == R"({"none":[],"two":["a","b\u000a"]})");
}
