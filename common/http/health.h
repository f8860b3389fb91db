#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/http/router.h"

namespace http {

// The three routes every service has; further ones can be added to the result.
//   /livez    200 while `live` says so, else 503: the supervisor may restart the service
//   /readyz   200 when `ready` gives no reason against it, else 503 with one reason a line
//   /metrics  the text of `metrics_text`, Prometheus text format
// The functions are called on the loop thread for each request and must not block.
Router health_routes(std::function<bool()> live, std::function<std::vector<std::string>()> ready,
                     std::function<std::string()> metrics_text);

}  // namespace http
