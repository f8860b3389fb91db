#include "common/http/health.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using http::Response;

namespace {

struct Service {
    bool live = true;
    std::vector<std::string> reasons;
    std::string metrics;

    Response get(std::string_view path) {
        const http::Router router = http::health_routes(
            [this] { return live; }, [this] { return reasons; }, [this] { return metrics; });
        return router({.method = "GET", .path = path});
    }
};

}  // namespace

TEST_CASE("http/health: /livez follows the service") {
    Service service;
    CHECK(service.get("/livez").status == 200);
    service.live = false;
    CHECK(service.get("/livez").status == 503);
}

TEST_CASE("http/health: /readyz is 503 with one reason a line") {
    Service service;
    CHECK(service.get("/readyz").status == 200);
    service.reasons = {"broker: not connected", "database: 3 s behind"};
    CHECK(service.get("/readyz").status == 503);
    CHECK(service.get("/readyz").body == "broker: not connected\ndatabase: 3 s behind\n");
}

TEST_CASE("http/health: /metrics is the text in Prometheus' type") {
    Service service{.reasons = {}, .metrics = "a 1\n"};
    const Response response = service.get("/metrics");
    CHECK(response.status == 200);
    CHECK(response.content_type == "text/plain; version=0.0.4; charset=utf-8");
    CHECK(response.body == "a 1\n");
}
