#include "common/http/origin.h"

#include <doctest/doctest.h>

#include <string>

namespace {

int judged(const std::string& host, const std::string& origin, const std::string& address,
           const std::vector<std::string>& hosts = {}) {
    http::Request request;
    if (host != "-") request.headers.emplace_back("host", host);
    if (origin != "-") request.headers.emplace_back("ORIGIN", origin);
    return http::foreign(request, {address, hosts});
}

}  // namespace

TEST_CASE("http/origin: on the loopback its own names are right, at any port") {
    for (const char* host : {"127.0.0.1", "127.0.0.1:9101", "127.8.8.8:1", "localhost",
                             "LocalHost:9101", "localhost.", "[::1]", "[::1]:9101", "-"}) {
        CAPTURE(host);
        CHECK(judged(host, "-", "127.0.0.1") == 0);
        CHECK(judged(host, "-", "::1") == 0);
    }
}

TEST_CASE("http/origin: every other name is somebody else's") {
    for (const char* host :
         {"elsewhere.example", "elsewhere.example:9101", "127.0.0.1.elsewhere.example",
          "127.example.com", "localhost.elsewhere.example", "10.0.0.1", "[::2]:80", "[::1",
          "0.0.0.0", "127.0.0.1x", "127.1", " "}) {
        CAPTURE(host);
        CHECK(judged(host, "-", "127.0.0.1") == 421);
    }
}

TEST_CASE("http/origin: elsewhere the address that was connected to, and the names that are told") {
    CHECK(judged("10.1.2.3:9110", "-", "10.1.2.3") == 0);
    CHECK(judged("localhost", "-", "10.1.2.3") == 421);
    CHECK(judged("127.0.0.1", "-", "10.1.2.3") == 421);
    CHECK(judged("Console.Example:443", "-", "10.1.2.3", {"console.example"}) == 0);
    CHECK(judged("xconsole.example", "-", "10.1.2.3", {"console.example"}) == 421);
}

TEST_CASE("http/origin: a page that asks must be the one that is asked for") {
    CHECK(judged("localhost:9110", "http://localhost:9110", "127.0.0.1") == 0);
    CHECK(judged("localhost", "http://localhost:80", "127.0.0.1") == 0);
    CHECK(judged("[::1]:9110", "http://[::1]:9110", "::1") == 0);
    for (const char* origin :
         {"http://localhost:3000", "http://127.0.0.1:9110", "http://elsewhere.example", "null",
          "https://localhost", "file://localhost:9110", "localhost:9110", "x"}) {
        CAPTURE(origin);
        CHECK(judged("localhost:9110", origin, "127.0.0.1") == 403);
    }
}

TEST_CASE("http/origin: a page of ours that keeps its address to itself is known by the browser") {
    http::Request request;
    request.headers = {
        {"Host", "localhost"}, {"Origin", "null"}, {"Sec-Fetch-Site", "same-origin"}};
    CHECK(http::foreign(request, {"127.0.0.1", {}}) == 0);
    request.headers.back().second = "cross-site";
    CHECK(http::foreign(request, {"127.0.0.1", {}}) == 403);
}

TEST_CASE("http/origin: behind a proxy the name that is told is the origin") {
    CHECK(judged("127.0.0.1:9110", "https://console.example", "127.0.0.1", {"console.example"}) ==
          0);
    CHECK(judged("console.example", "https://console.example", "127.0.0.1", {"console.example"}) ==
          0);
    CHECK(judged("127.0.0.1:9110", "https://other.example", "127.0.0.1", {"console.example"}) ==
          403);
}
