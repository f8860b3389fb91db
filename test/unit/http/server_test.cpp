#include "common/http/server.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "test/unit/http/serving.h"

using test::Client;
using test::echo;
using test::Serving;

namespace {

constexpr std::string_view kGetWithQuery = "GET /x?a=1 HTTP/1.1\r\nHost: h\r\n\r\n";

}  // namespace

TEST_CASE("http/server: answers a request and keeps the connection") {
    Serving serving{echo};
    Client client{serving.server.port()};
    for (int i = 1; i <= 3; ++i) {
        REQUIRE(client.send(kGetWithQuery));
        CHECK(serving.until([&] {
            return client.received().size() >= static_cast<size_t>(i) * 100 &&
                   client.received().ends_with("|");
        }));
    }
    CHECK(client.has_received("HTTP/1.1 200 OK\r\n"));
    CHECK(client.has_received("Connection: keep-alive\r\n"));
    CHECK(client.has_received("\r\n\r\nGET /x?a=1|"));
    CHECK_FALSE(client.closed());
}

TEST_CASE("http/server: who is sent away for want of room is let go") {
    Serving serving{[](const http::Request&) { return http::plain(503); }};
    Client client{serving.server.port()};
    REQUIRE(client.send(kGetWithQuery));
    CHECK(serving.until([&] { return client.has_received("Connection: close\r\n"); }));
    CHECK(serving.until([&] { return client.closed(); }));
}

TEST_CASE("http/server: a request that comes byte by byte is one request") {
    Serving serving{echo};
    Client client{serving.server.port()};
    for (const char byte :
         std::string{"POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"}) {
        REQUIRE(client.send({&byte, 1}));
        for (int turn = 0; turn < 3; ++turn) serving.loop.run_once();
    }
    CHECK(serving.until([&] { return client.has_received("\r\n\r\nPOST /p?|hello"); }));
}

TEST_CASE("http/server: requests sent in one go are answered in order") {
    Serving serving{echo};
    Client client{serving.server.port()};
    std::string all;
    for (int i = 0; i < 20; ++i)
        all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n";
    REQUIRE(client.send(all));
    CHECK(serving.until([&] { return client.has_received("GET /19?|"); }));
    size_t at = 0;
    for (int i = 0; i < 20 && at != std::string::npos; ++i) {
        at = client.received().find("GET /" + std::to_string(i) + "?|", at);
    }
    CHECK(at != std::string::npos);
}

TEST_CASE("http/server: HEAD gets the header alone, with the body's length") {
    Serving serving{[](const http::Request&) -> http::Response { return {.body = "12345"}; }};
    Client client{serving.server.port()};
    REQUIRE(client.send("HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    CHECK(serving.until([&] { return client.closed(); }));
    CHECK(client.has_received("Content-Length: 5\r\n"));
    CHECK(client.received().ends_with("\r\n\r\n"));
}

TEST_CASE("http/server: closes when asked to, and after HTTP/1.0") {
    Serving serving{echo};
    for (const char* request :
         {"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
        Client client{serving.server.port()};
        REQUIRE(client.send(request));
        CHECK(serving.until([&] { return client.closed(); }));
        CHECK(client.received().ends_with("GET /?|"));
        CHECK_FALSE(client.reset());
    }
}

TEST_CASE(
    "http/server: forgets a connection that the peer closed, in the middle of a request too") {
    Serving serving{echo};
    {
        Client client{serving.server.port()};
        REQUIRE(client.send("GET / HT"));
        CHECK(serving.until([&] { return serving.server.connections() == 1; }));
    }
    CHECK(serving.until([&] { return serving.server.connections() == 0; }));
}

TEST_CASE("http/server: can be destroyed with connections open and an answer under way") {
    const std::string large(8 * 1024 * 1024, 'x');
    bool handled = false;
    auto serving = std::make_unique<Serving>([&](const http::Request&) -> http::Response {
        handled = true;
        return {.body = large};
    });
    Client client{serving->server.port(), 4096};
    REQUIRE(client.send(kGetWithQuery));
    CHECK(serving->until([&] { return handled; }));
    serving.reset();  // the Loop's destructor finds a leaked handle
    loop::Loop loop;
    CHECK(test::run_until(loop, [&] { return client.closed(); }));
    CHECK(client.received().size() < large.size());
}

TEST_CASE("http/server: writes the port it bound") {
    const std::string path = "/tmp/backstop_port_" + std::to_string(::getpid());
    Serving serving{echo, {.port_file = path}};
    std::ifstream file{path};
    int port = 0;
    file >> port;
    std::remove(path.c_str());
    CHECK(port == serving.server.port());
    CHECK(port > 0);
}

TEST_CASE(
    "http/server: a port in use, a bad address or an unwritable port file is fatal and says "
    "which") {
    Serving serving{echo};
    const auto error_of = [&](const http::ServerConfig& config) -> std::string {
        http::Server other{serving.loop, config, echo};
        const base::Status status = other.listen();
        return status.ok() ? "" : status.error().what;
    };
    const int port = serving.server.port();
    CHECK(error_of({.port = port}) ==
          "listen 127.0.0.1:" + std::to_string(port) + ": address already in use");
    CHECK(error_of({.address = "nowhere"}) == "listen nowhere:0: invalid argument");
    CHECK(error_of({.port_file = "/nonexistent/port"}) ==
          "write port file /nonexistent/port: No such file or directory");
}
