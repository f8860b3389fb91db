#include "common/http/health.h"

#include <utility>

namespace http {
namespace {

Response ready_response(const std::vector<std::string>& reasons) {
    if (reasons.empty()) return {.body = "ready\n"};
    Response response{.status = 503};
    for (const std::string& reason : reasons) response.body += reason + "\n";
    return response;
}

}  // namespace

Router health_routes(std::function<bool()> live, std::function<std::vector<std::string>()> ready,
                     std::function<std::string()> metrics_text) {
    Router router;
    router.get("/livez", [live = std::move(live)](const Request&) -> Response {
        if (live()) return {.body = "live\n"};
        return {.status = 503, .body = "not live\n"};
    });
    router.get("/readyz",
               [ready = std::move(ready)](const Request&) { return ready_response(ready()); });
    router.get("/metrics", [text = std::move(metrics_text)](const Request&) -> Response {
        return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = text()};
    });
    return router;
}

}  // namespace http
