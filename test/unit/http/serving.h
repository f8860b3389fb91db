#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <utility>

#include "common/http/server.h"
#include "common/loop/loop.h"
#include "common/loop/signals.h"
#include "test/unit/http/client.h"
#include "test/unit/loop/run_until.h"

namespace test {

// A server on a free port, and the loop that drives it.
struct Serving {
    explicit Serving(http::Handler handler, http::ServerConfig config = {})
        : signals{loop, [] {}}, server{loop, asked_as_h(std::move(config)), std::move(handler)} {
        const base::Status status = server.listen();
        REQUIRE(status.ok());
    }

    static http::ServerConfig asked_as_h(http::ServerConfig config) {
        config.hosts.emplace_back("h");
        return config;
    }

    bool until(const std::function<bool()>& fact) { return run_until(loop, fact); }

    loop::Loop loop;
    loop::Signals signals;  // ignores SIGPIPE, as in a service
    http::Server server;
};

// Answers with what it was asked: "GET /path?query|body".
inline http::Response echo(const http::Request& request) {
    std::string body{request.method};
    body.append(" ")
        .append(request.path)
        .append("?")
        .append(request.query)
        .append("|")
        .append(request.body);
    return {.body = body};
}

}  // namespace test
