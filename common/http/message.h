#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace http {

class Outlet;

// One request as a handler sees it. Its texts are valid during the call only.
struct Request {
    std::string_view method = {};  // as sent: "GET", "HEAD", "POST", …
    std::string_view path = {};    // of the target, before any '?'; not percent-decoded
    std::string_view query = {};   // after the '?', or empty
    std::string_view body = {};
    std::vector<std::pair<std::string_view, std::string_view>> headers = {};  // as sent

    // The first header field of this name, in any case; empty where there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body = {};
    std::vector<std::pair<std::string, std::string>> headers = {};  // further ones: name, value
    // Where it is set, the body goes on after `body` with what is written there, and its end is the
    // connection's: there is no Content-Length.
    std::shared_ptr<Outlet> goes_on = {};
};

// Runs on the loop thread: must not block, must not throw.
using Handler = std::function<Response(const Request&)>;

// The bytes of the answer. `with_body` is false for HEAD: Content-Length still tells the body's
// size.
std::string serialize(const Response& response, bool with_body, bool keep_alive);

// A plain answer with the status' own words as body, e.g. "404 Not Found\n".
Response plain(int status);

}  // namespace http
