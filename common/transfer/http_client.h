#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/result.h"

namespace transfer {

struct HttpRequest {
    std::string method = "GET";
    std::string url;  // http or https; another scheme is refused, and redirects are not followed
    std::vector<std::pair<std::string, std::string>> headers = {};  // without line ends, or refused
    std::string body = {};
    std::string user = {};  // basic authentication; empty: none
    std::string password = {};
    int64_t timeout_ms = 10'000;  // from the name's look-up to the last byte
    size_t answer_bytes_max = 16 * 1024 * 1024;
};

struct HttpAnswer {
    int status = 0;
    std::string body;
    int64_t date_s =
        0;  // the other side's clock: header Date, seconds since the Unix epoch; 0: none
};

// HTTP requests over one connection that is kept alive. One thread at a time; calls block up to the
// request's time-out. TLS certificates are checked against the system's list, or `authorities`.
class HttpClient {
  public:
    explicit HttpClient(std::string authorities = {});  // a PEM file; empty: the system's
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // Any status is an answer. Errors: Invalid, the request itself is malformed; Retryable, no
    // answer came, and whether the other side has acted is not known. The reason names neither the
    // URL's query nor the body.
    [[nodiscard]] base::Result<HttpAnswer> send(const HttpRequest& request);

  private:
    void* const handle_;  // CURL
    const std::string authorities_;
};

// For the text of a URL's query.
std::string percent_encoded(std::string_view text);

}  // namespace transfer
