#include "common/http/message.h"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("http/message: an answer in full") {
    const http::Response response{.status = 503, .body = "no\n", .headers = {{"Retry-After", "1"}}};
    CHECK(http::serialize(response, true, true) ==
          "HTTP/1.1 503 Service Unavailable\r\n"
          "Content-Type: text/plain; charset=utf-8\r\n"
          "Content-Length: 3\r\n"
          "Cache-Control: no-store\r\n"
          "Connection: keep-alive\r\n"
          "Retry-After: 1\r\n"
          "\r\n"
          "no\n");
}

TEST_CASE("http/message: without body the length stays") {
    const std::string bytes = http::serialize({.body = "12345"}, false, false);
    CHECK(bytes.find("Content-Length: 5\r\n") != std::string::npos);
    CHECK(bytes.find("Connection: close\r\n") != std::string::npos);
    CHECK(bytes.ends_with("\r\n\r\n"));
}

TEST_CASE("http/message: a header value with a line end is left out") {
    const std::string bytes =
        http::serialize({.headers = {{"Location", "/x\r\nSet-Cookie: a=b"}}}, true, true);
    CHECK(bytes.find("Set-Cookie") == std::string::npos);
}

TEST_CASE("http/message: plain answers carry their status in words") {
    CHECK(http::plain(404).status == 404);
    CHECK(http::plain(404).body == "404 Not Found\n");
}
