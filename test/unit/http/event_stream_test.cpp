#include "common/http/event_stream.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "test/unit/http/serving.h"

using http::EventStream;
using http::sent_event;
using test::Client;
using test::Serving;

namespace {

constexpr std::string_view kListen = "GET /events HTTP/1.1\r\nHost: h\r\n\r\n";

// A server whose one page is a stream. The stream is made on the server's loop, and ends before it.
struct Stream {
    explicit Stream(EventStream::Limits limits = {}, http::ServerConfig config = {})
        : serving{[this](const http::Request& request) {
                      if (request.path != "/events") return http::plain(404);
                      return stream->open(first, std::string{request.header("Cookie")});
                  },
                  config},
          stream{std::make_unique<EventStream>(serving.loop, limits)} {}

    bool has_viewers(size_t count) {
        return serving.until([&] { return stream->viewers() == count; });
    }

    std::string first = sent_event("hello", "1");
    Serving serving;
    std::unique_ptr<EventStream> stream;
};

}  // namespace

TEST_CASE("http/event_stream: an event of several lines has one field for each") {
    CHECK(sent_event("a", "x") == "event: a\ndata: x\n\n");
    CHECK(sent_event("a", "x\ny\n") == "event: a\ndata: x\ndata: y\ndata: \n\n");
    CHECK(sent_event("a", "") == "event: a\ndata: \n\n");
}

TEST_CASE("http/event_stream: who listens gets the first event at once and then all") {
    Stream test;
    Client client{test.serving.server.port()};
    REQUIRE(client.send(kListen));
    CHECK(test.serving.until([&] { return client.has_received("event: hello\ndata: 1\n\n"); }));
    CHECK(client.has_received("Content-Type: text/event-stream\r\n"));
    CHECK(client.has_received("X-Accel-Buffering: no\r\n"));
    CHECK_FALSE(client.has_received("Content-Length"));
    for (int i = 0; i < 3; ++i) test.stream->send(sent_event("n", std::to_string(i)));
    CHECK(test.serving.until([&] { return client.has_received("data: 2\n\n"); }));
    CHECK(client.has_received("data: 0\n\nevent: n\ndata: 1\n\nevent: n\ndata: 2\n\n"));
    CHECK_FALSE(client.closed());
}

TEST_CASE("http/event_stream: a quiet stream lives longer than the time-out of an answer") {
    Stream test{{.heartbeat_ms = 30}, {.idle_timeout_ms = 60}};
    Client client{test.serving.server.port()};
    REQUIRE(client.send(kListen));
    REQUIRE(test.has_viewers(1));
    const auto start = base::mono_now();
    CHECK(test.serving.until([&] { return base::mono_now() - start > 300'000; }));
    CHECK_FALSE(client.closed());
    CHECK(client.has_received(":\n\n:\n\n"));
}

TEST_CASE("http/event_stream: ends for those whose pass is no longer good, and for nobody else") {
    Stream test;
    Client stays{test.serving.server.port()};
    Client goes{test.serving.server.port()};
    REQUIRE(stays.send("GET /events HTTP/1.1\r\nHost: h\r\nCookie: good\r\n\r\n"));
    REQUIRE(goes.send("GET /events HTTP/1.1\r\nHost: h\r\nCookie: old\r\n\r\n"));
    REQUIRE(test.has_viewers(2));
    test.stream->end_unless([](const std::string& pass) { return pass == "good"; });
    CHECK(test.has_viewers(1));
    CHECK(test.serving.until([&] { return goes.closed(); }));
    CHECK_FALSE(stays.closed());
    test.stream->send(sent_event("n", "2"));
    CHECK(test.serving.until([&] { return stays.has_received("data: 2\n\n"); }));
    CHECK_FALSE(goes.has_received("data: 2"));
}

TEST_CASE("http/event_stream: forgets who leaves") {
    Stream test;
    {
        Client client{test.serving.server.port()};
        REQUIRE(client.send(kListen));
        REQUIRE(test.has_viewers(1));
    }
    CHECK(test.has_viewers(0));
    CHECK(test.stream->dropped() == 0);
    CHECK(test.serving.until([&] { return test.serving.server.connections() == 0; }));
}

TEST_CASE("http/event_stream: drops who does not take what is sent, and goes on with the others") {
    Stream test{{.waiting_bytes_max = 300'000}};
    Client slow{test.serving.server.port(), 4096};
    Client quick{test.serving.server.port()};
    REQUIRE(slow.send(kListen));
    REQUIRE(quick.send(kListen));
    REQUIRE(test.has_viewers(2));
    const std::string large = sent_event("large", std::string(100'000, 'x'));
    int sent = 0;
    // `slow` is not read; the kernel's buffers take some megabytes for it.
    CHECK(test.serving.until([&] {
        const size_t before = quick.received().size();
        test.stream->send(large);
        ++sent;
        return test.serving.until([&] {
            return quick.received().size() >= before + large.size();
        }) && test.stream->viewers() == 1;
    }));
    CHECK(test.stream->dropped() == 1);
    CHECK(sent > 3);
    CHECK(test.serving.until([&] { return test.serving.server.connections() == 1; }));
    CHECK_FALSE(quick.closed());
}

TEST_CASE("http/event_stream: hangs up on who stops taking, by the time-out of an answer") {
    Stream test{{}, {.idle_timeout_ms = 60}};
    Client client{test.serving.server.port(), 4096};
    test.first = sent_event("large", std::string(900'000, 'x'));
    REQUIRE(client.send(kListen));
    REQUIRE(test.has_viewers(1));
    for (int i = 0; i < 6; ++i) {
        test.stream->send(test.first);
        for (int turn = 0; turn < 10; ++turn) test.serving.loop.run_once();
    }
    CHECK(test.has_viewers(0));
}

TEST_CASE("http/event_stream: refuses one viewer too many, and takes him when another has gone") {
    Stream test{{.viewers_max = 1}};
    auto first = std::make_unique<Client>(test.serving.server.port());
    REQUIRE(first->send(kListen));
    REQUIRE(test.has_viewers(1));
    Client second{test.serving.server.port()};
    REQUIRE(second.send(kListen));
    CHECK(test.serving.until([&] { return second.has_received("Retry-After: 5\r\n"); }));
    CHECK(second.has_received("HTTP/1.1 503 "));
    first.reset();
    REQUIRE(test.has_viewers(0));
    Client third{test.serving.server.port()};
    REQUIRE(third.send(kListen));
    CHECK(test.serving.until([&] { return third.has_received("event: hello"); }));
}

TEST_CASE("http/event_stream: its end ends the answers") {
    Stream test;
    Client client{test.serving.server.port()};
    REQUIRE(client.send(kListen));
    REQUIRE(test.has_viewers(1));
    test.stream->send(sent_event("last", "1"));
    test.stream.reset();
    CHECK(test.serving.until([&] { return client.closed(); }));
    CHECK(client.has_received("event: last"));
}

TEST_CASE("http/event_stream: HEAD gets no stream") {
    Stream test;
    Client client{test.serving.server.port()};
    REQUIRE(client.send("HEAD /events HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
    CHECK(test.serving.until([&] { return client.closed(); }));
    CHECK_FALSE(client.has_received("hello"));
    CHECK(test.has_viewers(0));
}

TEST_CASE("http/event_stream: server and stream may go in any order, with viewers") {
    EventStream* stream = nullptr;
    auto serving = std::make_unique<Serving>(
        [&](const http::Request&) { return stream->open(sent_event("a", "1")); });
    auto owned = std::make_unique<EventStream>(serving->loop, EventStream::Limits{});
    stream = owned.get();
    Client client{serving->server.port()};
    REQUIRE(client.send(kListen));
    REQUIRE(serving->until([&] { return stream->viewers() == 1; }));
    owned.reset();
    serving.reset();  // the Loop's destructor finds a leaked handle
}
