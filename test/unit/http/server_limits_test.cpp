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

constexpr const char* kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

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

TEST_CASE("http/server: above the limit the one that has been idle for longest gives way") {
    Serving serving{echo, {.connections_max = 2}};
    Client first{serving.server.port()};
    CHECK(serving.until([&] { return serving.server.connections() == 1; }));
    Client second{serving.server.port()};
    CHECK(serving.until([&] { return serving.server.connections() == 2; }));
    REQUIRE(first.send(kGet));  // now it is the second that has been idle for longer
    CHECK(serving.until([&] { return first.has_received("GET /?|"); }));
    Client third{serving.server.port()};
    REQUIRE(third.send(kGet));
    CHECK(serving.until([&] { return third.has_received("GET /?|"); }));
    CHECK(serving.until([&] { return second.closed(); }));
    CHECK_FALSE(first.closed());
    CHECK(serving.server.connections() == 2);
}

TEST_CASE("http/server: who asks is answered while a thousand others hold connections") {
    Serving serving{echo, {.connections_max = 16, .connections_per_address_max = 12}};
    std::vector<std::unique_ptr<Client>> idle;
    for (int i = 0; i < 1'000; ++i) {
        idle.push_back(std::make_unique<Client>(serving.server.port()));
        if (i % 3 == 0) (void)idle.back()->send("GET / HT");  // and never the rest
        if (i % 100 != 0) continue;
        Client asks{serving.server.port()};
        REQUIRE(asks.send(kGet));
        CHECK(serving.until([&] { return asks.has_received("GET /?|"); }));
    }
    CHECK(serving.server.connections() <= 12);
}

TEST_CASE("http/server: one address cannot take the room of another") {
    Serving serving{echo, {.connections_max = 8, .connections_per_address_max = 6}};
    Client quiet{serving.server.port(), 0, "127.0.0.2"};
    CHECK(serving.until([&] { return serving.server.connections() == 1; }));
    std::vector<std::unique_ptr<Client>> flood;
    for (int i = 0; i < 100; ++i) {
        flood.push_back(std::make_unique<Client>(serving.server.port()));
        for (int turn = 0; turn < 3; ++turn) serving.loop.run_once();
    }
    CHECK(serving.server.connections() == 7);
    CHECK_FALSE(quiet.closed());
    std::vector<std::unique_ptr<Client>> others;
    for (const char* address : {"127.0.0.3", "127.0.0.4", "127.0.0.5"}) {
        others.push_back(std::make_unique<Client>(serving.server.port(), 0, address));
    }
    REQUIRE(others.back()->send(kGet));
    CHECK(serving.until([&] { return others.back()->has_received("GET /?|"); }));
    CHECK_FALSE(quiet.closed());  // who has the most gives way
    CHECK_FALSE(others.front()->closed());
    CHECK(serving.server.connections() == 8);
}

TEST_CASE("http/server: an answer that is being taken does not give way") {
    const std::string large(32 * 1024 * 1024, 'x');  // more than both sockets hold
    Serving serving{[&](const http::Request&) -> http::Response { return {.body = large}; },
                    {.connections_max = 1, .response_bytes_max = large.size()}};
    Client busy{serving.server.port(), 4096};
    REQUIRE(busy.send(kGet));
    CHECK(serving.until([&] { return busy.has_received("HTTP/1.1 200"); }));
    Client refused{serving.server.port()};
    CHECK(serving.until([&] { return refused.closed(); }));
    CHECK_FALSE(busy.closed());
}

TEST_CASE("http/server: answers that nobody takes fill no memory") {
    const std::string large(8 * 1024 * 1024, 'x');
    Serving serving{[&](const http::Request&) -> http::Response { return {.body = large}; },
                    {.out_bytes_max = 20 * 1024 * 1024}};
    std::vector<std::unique_ptr<Client>> slow;
    for (int i = 0; i < 3; ++i) {
        slow.push_back(std::make_unique<Client>(serving.server.port(), 4096));
        REQUIRE(slow.back()->send(kGet));
        for (int turn = 0; turn < 10; ++turn) serving.loop.run_once();
    }
    CHECK(slow[0]->has_received("HTTP/1.1 200"));
    CHECK(slow[1]->has_received("HTTP/1.1 200"));
    CHECK(serving.until([&] { return slow[2]->has_received("HTTP/1.1 503"); }));
}

TEST_CASE("http/server: a thousand requests at once are answered one after the other") {
    Serving serving{echo};
    Client client{serving.server.port()};
    std::string many;
    for (int i = 0; i < 1'000; ++i)
        many += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    REQUIRE(client.send(many));
    Client other{serving.server.port()};
    REQUIRE(other.send(kGet));
    CHECK(serving.until([&] { return other.has_received("GET /?|"); }));
    CHECK(serving.until([&] { return client.has_received("GET /999?|"); }));
}

TEST_CASE("http/server: a page of somebody else is refused, whatever it asks for") {
    Serving serving{echo};
    const std::string port = std::to_string(serving.server.port());
    for (const auto& [lines, answered] : std::vector<std::pair<std::string, std::string>>{
             {"Host: 127.0.0.1:" + port, "200 OK"},
             {"Host: localhost:1", "200 OK"},
             {"Host: rebound.example", "421 Misdirected Request"},
             {"Host: rebound.example:" + port, "421 Misdirected Request"},
             {"Host: localhost:1\r\nOrigin: http://elsewhere.example", "403 Forbidden"},
             {"Host: localhost:1\r\nOrigin: http://localhost:1", "200 OK"}}) {
        CAPTURE(lines);
        CHECK(last_answer(serving, "GET /metrics HTTP/1.1\r\nConnection: close\r\n" + lines +
                                       "\r\n\r\n") == "HTTP/1.1 " + answered);
    }
    CHECK(last_answer(serving, "GET / HTTP/1.0\r\n\r\n") == "HTTP/1.1 200 OK");
}
