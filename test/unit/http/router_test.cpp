#include "common/http/router.h"

#include <doctest/doctest.h>

#include <string>

using http::Request;
using http::Response;
using http::Router;

namespace {

Router example() {
    Router router;
    router.get("/a", [](const Request&) -> Response { return {.body = "get a"}; });
    router.on("POST", "/a", [](const Request& request) -> Response {
        return {.body = "post " + std::string{request.body}};
    });
    router.get("/b", [](const Request&) -> Response { return {.body = "get b"}; });
    return router;
}

}  // namespace

TEST_CASE("http/router: finds the handler by method and exact path") {
    const Router router = example();
    CHECK(router({.method = "GET", .path = "/a"}).body == "get a");
    CHECK(router({.method = "POST", .path = "/a", .body = "x"}).body == "post x");
    CHECK(router({.method = "GET", .path = "/b", .query = "q"}).body == "get b");
}

TEST_CASE("http/router: HEAD is GET") {
    CHECK(example()({.method = "HEAD", .path = "/b"}).body == "get b");
}

TEST_CASE("http/router: an unknown path is not found") {
    for (const char* path : {"/", "", "/a/", "/A", "/a/b"})
        CHECK(example()({.method = "GET", .path = path}).status == 404);
}

TEST_CASE("http/router: another method is not allowed, and the answer says which are") {
    const Response response = example()({.method = "DELETE", .path = "/a"});
    CHECK(response.status == 405);
    REQUIRE(response.headers.size() == 1);
    CHECK(response.headers[0].first == "Allow");
    CHECK(response.headers[0].second == "GET, HEAD, POST");
}
