#include "common/http/request_reader.h"

#include <doctest/doctest.h>

#include <string>

using http::RequestReader;
using Progress = RequestReader::Progress;

namespace {

constexpr size_t kBytesMax = 1000;

}  // namespace

TEST_CASE("http/request_reader: method, path, query and body") {
    RequestReader reader{kBytesMax};
    REQUIRE(reader.take("PUT /a/b?c=d?e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi") ==
            Progress::Complete);
    CHECK(reader.request().method == "PUT");
    CHECK(reader.request().path == "/a/b");
    CHECK(reader.request().query == "c=d?e");
    CHECK(reader.request().body == "hi");
    CHECK(reader.keep_alive());
}

TEST_CASE("http/request_reader: any split of the bytes gives the same request") {
    const std::string bytes =
        "POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    for (size_t cut = 1; cut < bytes.size(); ++cut) {
        CAPTURE(cut);
        RequestReader reader{kBytesMax};
        REQUIRE(reader.take(bytes.substr(0, cut)) == Progress::NeedsMore);
        REQUIRE(reader.take(bytes.substr(cut)) == Progress::Complete);
        CHECK(reader.request().body == "abcde");
    }
}

TEST_CASE("http/request_reader: what comes behind a request waits for its turn") {
    RequestReader reader{kBytesMax};
    const std::string get = " HTTP/1.1\r\nHost: h\r\n\r\n";
    REQUIRE(reader.take("GET /1" + get + "GET /2" + get + "GET /3") == Progress::Complete);
    CHECK(reader.request().path == "/1");
    REQUIRE(reader.next() == Progress::Complete);
    CHECK(reader.request().path == "/2");
    REQUIRE(reader.next() == Progress::NeedsMore);
    REQUIRE(reader.take(get) == Progress::Complete);
    CHECK(reader.request().path == "/3");
}

TEST_CASE(
    "http/request_reader: header fields of exactly the limit are fine, one more byte is not") {
    const std::string line = "GET / HTTP/1.1\r\n";
    const std::string fields = "Host: h\r\nX: ";
    const std::string end = "\r\n\r\n";
    const std::string filler(kBytesMax - fields.size() - end.size(), 'x');
    RequestReader fits{kBytesMax};
    CHECK(fits.take(line + fields + filler + end) == Progress::Complete);
    RequestReader longer{kBytesMax};
    CHECK(longer.take(line + fields + filler + "x" + end) == Progress::Refused);
    CHECK(longer.refusal() == 431);
}

TEST_CASE("http/request_reader: a request line over the limit is refused") {
    RequestReader reader{kBytesMax};
    CHECK(reader.take("GET /" + std::string(kBytesMax, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n") ==
          Progress::Refused);
    CHECK(reader.refusal() == 431);
}

TEST_CASE("http/request_reader: a header that never ends is refused at the limit") {
    RequestReader reader{kBytesMax};
    REQUIRE(reader.take("GET / HTTP/1.1\r\nX: ") == Progress::NeedsMore);
    size_t taken = 0;
    while (taken <= 2 * kBytesMax && reader.take("x") == Progress::NeedsMore) ++taken;
    CHECK(taken <= kBytesMax);
    CHECK(reader.refusal() == 431);
}

TEST_CASE("http/request_reader: two ways to tell the length at once are refused") {
    RequestReader reader{kBytesMax};
    CHECK(reader.take("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: "
                      "chunked\r\n\r\n0\r\n\r\n") == Progress::Refused);
    CHECK(reader.refusal() == 400);
}

TEST_CASE("http/request_reader: says whether the connection stays") {
    RequestReader closing{kBytesMax};
    REQUIRE(closing.take("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n") ==
            Progress::Complete);
    CHECK_FALSE(closing.keep_alive());
    RequestReader old{kBytesMax};
    REQUIRE(old.take("GET / HTTP/1.0\r\n\r\n") == Progress::Complete);
    CHECK_FALSE(old.keep_alive());
}
