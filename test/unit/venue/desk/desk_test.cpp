#include <doctest/doctest.h>

#include "producers/venue/desk/json_row.h"
#include "producers/venue/desk/query.h"

using venue::Query;

TEST_CASE("venue/desk: parameters are read with their escapes") {
    Query query{"order=17&reason=too%20large+today&price=99.95&empty="};
    CHECK_EQ(query.number("order", std::nullopt), 17);
    CHECK_EQ(query.text("reason", ""), "too large today");
    CHECK_EQ(query.price("price", std::nullopt), 999'500);
    CHECK_EQ(query.number("missing", 5), 5);
    CHECK_EQ(query.problem(), "");
}

TEST_CASE("venue/desk: the first wrong parameter is told") {
    Query query{"order=x&price=-1"};
    CHECK_EQ(query.number("order", std::nullopt), 0);
    CHECK_EQ(query.price("price", std::nullopt), 0);
    CHECK_EQ(query.problem(), "order: must be a whole number from 0");
    Query missing{""};
    CHECK_EQ(missing.required("group"), "");
    CHECK_EQ(missing.problem(), "group: missing");
}

TEST_CASE("venue/desk: broken escapes stay as they are") {
    CHECK_EQ(Query{"a=100%&b=%4&c=%zz"}.text("a", ""), "100%");
    CHECK_EQ(Query{"a=100%&b=%4&c=%zz"}.text("b", ""), "%4");
    CHECK_EQ(Query{"a=100%&b=%4&c=%zz"}.text("c", ""), "%zz");
}

TEST_CASE("venue/desk: an instrument needs all of its key") {
    Query good{"exchange=NSE&segment=FO&token=101"};
    CHECK_EQ(good.instrument().token, 101);
    CHECK_EQ(good.problem(), "");
    Query bad{"exchange=NSE&segment=FO&token=0"};
    bad.instrument();
    CHECK_EQ(bad.problem(), "token: out of range");
}

TEST_CASE("venue/desk: a row is one JSON object on a line") {
    venue::JsonRow row;
    row.text("text", "say \"no\"\n\\").integer("n", -7).price("price", 999'500).flag("on", true);
    CHECK_EQ(row.line(),
             "{\"text\":\"say \\\"no\\\"\\u000a\\\\\",\"n\":-7,\"price\":99.95,\"on\":true}\n");
}
