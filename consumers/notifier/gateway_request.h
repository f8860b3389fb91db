#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/transfer/http_client.h"
#include "consumers/notifier/decide.h"
#include "consumers/notifier/template_text.h"

namespace notifier {

// How an SMS or push gateway wants to be asked. Places: {{recipient}} {{text}} {{title}} {{id}}
// {{token}}.
struct GatewayForm {
    std::string method = "POST";
    std::string url;                    // values are percent-encoded
    std::string content_type = "json";  // json, form or text: how values are escaped in `body`
    std::vector<std::string> headers;   // "Name: value"
    std::string body;
    std::string user;   // basic authentication with the token as password; empty: none
    std::string token;  // environment only
    int64_t timeout_ms = 5'000;
};

// Writes the request of one notice. Immutable.
class GatewayRequest {
  public:
    // Invalid with the key that is wrong: "body: {{phone}} is none of …".
    static base::Result<GatewayRequest> parse(const GatewayForm& form);

    // Always with the header Idempotency-Key: the notice's id.
    [[nodiscard]] transfer::HttpRequest of(const Outgoing& outgoing) const;

  private:
    explicit GatewayRequest(GatewayForm form) : form_{std::move(form)} {}

    GatewayForm form_;
    TemplateText url_;
    TemplateText body_;
    std::vector<std::pair<std::string, TemplateText>> headers_;
};

}  // namespace notifier
