#include "consumers/notifier/gateway_request.h"

#include <doctest/doctest.h>

namespace {

using notifier::GatewayForm;
using notifier::GatewayRequest;

const notifier::Outgoing kOutgoing{"exit:1:sms", "+919812345678", "T", "a \"b\"\n&c=d {{id}}"};

transfer::HttpRequest request(const GatewayForm& form) {
    const auto parsed = GatewayRequest::parse(form);
    REQUIRE(parsed.ok());
    return parsed.value().of(kOutgoing);
}

std::string problem(const GatewayForm& form) {
    const auto parsed = GatewayRequest::parse(form);
    return parsed.ok() ? "" : parsed.error().what;
}

GatewayForm form(const std::string& content_type, const std::string& body) {
    GatewayForm made;
    made.url = "https://sms.example/send";
    made.content_type = content_type;
    made.body = body;
    made.token = "secret";
    return made;
}

}  // namespace

TEST_CASE("notifier/gateway: values are escaped as the content type wants") {
    CHECK_EQ(request(form("json", R"({"m":{"to":"{{recipient}}","text":"{{text}}"}})")).body,
             R"({"m":{"to":"+919812345678","text":"a \"b\"\u000a&c=d {{id}}"}})");
    CHECK_EQ(request(form("form", "To={{recipient}}&Body={{text}}")).body,
             "To=%2B919812345678&Body=a%20%22b%22%0A%26c%3Dd%20%7B%7Bid%7D%7D");
    CHECK_EQ(request(form("text", "{{id}}: {{text}}")).body, "exit:1:sms: a \"b\"\n&c=d {{id}}");
}

TEST_CASE("notifier/gateway: values in the URL are percent-encoded") {
    auto made = form("form", "");
    made.method = "GET";
    made.url = "https://sms.example/send?to={{recipient}}&text={{text}}";
    CHECK_EQ(request(made).url,
             "https://sms.example/send?to=%2B919812345678&text="
             "a%20%22b%22%0A%26c%3Dd%20%7B%7Bid%7D%7D");
}

TEST_CASE(
    "notifier/gateway: the idempotency key always goes along, the token where it is asked for") {
    auto made = form("json", "{}");
    made.headers = {"Authorization: Bearer {{token}}", "X-Reference: {{id}}"};
    const auto with = request(made).headers;
    CHECK_EQ(with.at(1), std::pair<std::string, std::string>{"Idempotency-Key", "exit:1:sms"});
    CHECK_EQ(with.at(2), std::pair<std::string, std::string>{"Authorization", "Bearer secret"});
    CHECK_EQ(with.at(3), std::pair<std::string, std::string>{"X-Reference", "exit:1:sms"});
    CHECK(request(made).password.empty());
    made.user = "account";
    CHECK_EQ(request(made).password, "secret");
}

TEST_CASE("notifier/gateway: a form that cannot work is refused with its key") {
    auto made = form("json", "{{phone}}");
    CHECK_EQ(problem(made), "body: {{phone}} is none of recipient, text, title, id, token");
    made = form("xml", "");
    CHECK_EQ(problem(made), "content_type: must be json, form or text");
    made = form("json", "");
    made.url = "file:///etc/passwd";
    CHECK_EQ(problem(made), "url: must begin with http:// or https://");
    made = form("json", "");
    made.headers = {"X-Text: {{text}}"};
    CHECK_EQ(problem(made), "headers: {{text}} has no place there");
    made.headers = {"nonsense"};
    CHECK_EQ(problem(made), "headers: must be Name: value");
    made = form("json", "");
    made.method = "DELETE";
    CHECK_EQ(problem(made), "method: must be POST, PUT or GET");
}
