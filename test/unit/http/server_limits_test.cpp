#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "common/http/server.h"
#include "test/unit/http/serving.h"

using test::Client;
using test::echo;
using test::Serving;

namespace {

// The status line of the answer to `bytes`, once the server has closed.
std::string last_answer(Serving& serving, const std::string& bytes) {
    Client client{serving.server.port()};
    (void)client.send(bytes);
    if (!serving.until([&] { return client.closed(); })) return "still open: " + client.received();
    if (client.reset()) return "reset";
    return client.received().substr(0, client.received().find('\r'));
}

}  // namespace

TEST_CASE("http/server: refuses garbage") {
    Serving serving{echo};
    for (const char* bytes :
         {"garbage\r\n\r\n", "\x16\x03\x01\x02\x05", "GET\r\n\r\n",
          "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / FTP/1.1\r\nHost: h\r\n\r\n",
          "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n"}) {
        CAPTURE(bytes);
        CHECK(last_answer(serving, bytes) == "HTTP/1.1 400 Bad Request");
    }
}

TEST_CASE("http/server: refuses a header over the limit, ended or not") {
    Serving serving{echo, {.request_bytes_max = 1000}};
    const std::string header = "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(2000, 'x');
    CHECK(last_answer(serving, header) == "HTTP/1.1 431 Request Header Fields Too Large");
    CHECK(last_answer(serving, header + "\r\n\r\n") ==
          "HTTP/1.1 431 Request Header Fields Too Large");
    CHECK(last_answer(serving, std::string(100'000, 'x')) ==
          "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST_CASE("http/server: refuses a body over the limit, announced or in chunks") {
    Serving serving{echo, {.request_bytes_max = 1000}};
    const std::string start = "POST / HTTP/1.1\r\nHost: h\r\n";
    CHECK(last_answer(serving, start + "Content-Length: 1001\r\n\r\n") ==
          "HTTP/1.1 413 Payload Too Large");
    CHECK(last_answer(serving, start + "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" +
                                   std::string(2000, 'x')) == "HTTP/1.1 413 Payload Too Large");
}

TEST_CASE("http/server: hangs up on who sends nothing") {
    Serving serving{echo, {.idle_timeout_ms = 40}};
    Client client{serving.server.port()};
    CHECK(serving.until([&] { return client.closed(); }));
    CHECK(client.received().empty());
    CHECK(serving.server.connections() == 0);
}

TEST_CASE("http/server: hangs up on who sends a request slowly, byte after byte") {
    Serving serving{echo, {.idle_timeout_ms = 60}};
    Client client{serving.server.port()};
    // The bytes go on coming; none of them buys more time.
    CHECK(serving.until([&] {
        (void)client.send("G");
        return client.closed();
    }));
    CHECK(client.received().empty());
}

TEST_CASE("http/server: a connection in use stays open longer than the time-out of one request") {
    Serving serving{echo, {.idle_timeout_ms = 100}};
    Client client{serving.server.port()};
    const auto start = base::mono_now();
    size_t answered = 0;
    CHECK(serving.until([&] {
        if (client.received().size() > answered || answered == 0) {
            answered = client.received().size() + 1;
            (void)client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        }
        return client.closed() || base::mono_now() - start > 400'000;
    }));
    CHECK_FALSE(client.closed());
}

TEST_CASE("http/server: hangs up on who does not take its answer") {
    const std::string large(8 * 1024 * 1024, 'x');
    Serving serving{[&](const http::Request&) -> http::Response { return {.body = large}; },
                    {.idle_timeout_ms = 500}};
    Client client{serving.server.port(), 4096};
    REQUIRE(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    CHECK(serving.until([&] { return serving.server.connections() == 1; }));
    CHECK(serving.until([&] { return serving.server.connections() == 0; }));
}

TEST_CASE("http/server: runs no further request while an answer is not taken") {
    const std::string large(8 * 1024 * 1024, 'x');
    int handled = 0;
    Serving serving{[&](const http::Request&) -> http::Response {
        return ++handled, http::Response{.body = large};
    }};
    Client client{serving.server.port(), 4096};
    for (int i = 0; i < 10; ++i) REQUIRE(client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    CHECK(serving.until([&] { return handled == 1; }));
    for (int turn = 0; turn < 100; ++turn) serving.loop.run_once();
    CHECK(handled == 1);
}

TEST_CASE("http/server: an answer over its limit becomes 500") {
    const auto large = [](const http::Request&) -> http::Response {
        return {.body = std::string(101, 'x')};
    };
    Serving serving{large, {.response_bytes_max = 100}};
    CHECK(last_answer(serving, "GET / HTTP/1.0\r\n\r\n") == "HTTP/1.1 500 Internal Server Error");
}

TEST_CASE("http/server: closes connections above the limit and goes on with the others") {
    Serving serving{echo, {.connections_max = 2}};
    Client first{serving.server.port()};
    Client second{serving.server.port()};
    CHECK(serving.until([&] { return serving.server.connections() == 2; }));
    Client third{serving.server.port()};
    CHECK(serving.until([&] { return third.closed(); }));
    REQUIRE(first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    CHECK(serving.until([&] { return first.has_received("GET /?|"); }));
    CHECK(serving.server.connections() == 2);
}
