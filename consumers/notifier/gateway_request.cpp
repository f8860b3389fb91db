#include "consumers/notifier/gateway_request.h"

#include <functional>
#include <set>

#include "common/events/json_text.h"

namespace notifier {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr size_t kAnswerBytesMax = 64 * 1024;

const std::set<std::string>& places() {
    static const std::set<std::string> names{"recipient", "text", "title", "id", "token"};
    return names;
}

Result<TemplateText> parsed(const std::string& key, const std::string& text) {
    auto read = TemplateText::parse(text, Braces::Loose);
    if (!read.ok()) return Error{Errc::Invalid, key + ": " + read.error().what};
    for (const std::string& field : read.value().fields()) {
        if (places().contains(field)) continue;
        return Error{Errc::Invalid,
                     key + ": {{" + field + "}} is none of recipient, text, title, id, token"};
    }
    return read;
}

// The inside of a JSON string.
std::string json_escaped(const std::string& text) {
    events::JsonText json;
    json.text(text);
    const std::string quoted = json.take();
    return quoted.substr(1, quoted.size() - 2);
}

std::string escaped(const std::string& content_type, const std::string& text) {
    if (content_type == "json") return json_escaped(text);
    if (content_type == "form") return transfer::percent_encoded(text);
    return text;
}

std::string media_type(const std::string& content_type) {
    if (content_type == "json") return "application/json";
    if (content_type == "form") return "application/x-www-form-urlencoded";
    return "text/plain; charset=utf-8";
}

const std::string& value_of(const std::string& place, const Outgoing& outgoing,
                            const std::string& token) {
    if (place == "recipient") return outgoing.recipient;
    if (place == "text") return outgoing.text;
    if (place == "title") return outgoing.subject;
    return place == "id" ? outgoing.id : token;
}

}  // namespace

Result<GatewayRequest> GatewayRequest::parse(const GatewayForm& form) {
    GatewayRequest request{form};
    if (form.content_type != "json" && form.content_type != "form" && form.content_type != "text") {
        return Error{Errc::Invalid, "content_type: must be json, form or text"};
    }
    if (form.method != "POST" && form.method != "PUT" && form.method != "GET") {
        return Error{Errc::Invalid, "method: must be POST, PUT or GET"};
    }
    if (!form.url.starts_with("http://") && !form.url.starts_with("https://")) {
        return Error{Errc::Invalid, "url: must begin with http:// or https://"};
    }
    auto url = parsed("url", form.url);
    if (!url.ok()) return url.error();
    request.url_ = std::move(url).value();
    auto body = parsed("body", form.body);
    if (!body.ok()) return body.error();
    request.body_ = std::move(body).value();
    for (const std::string& line : form.headers) {
        const size_t colon = line.find(": ");
        if (colon == std::string::npos || colon == 0) {
            return Error{Errc::Invalid, "headers: must be Name: value"};
        }
        auto value = parsed("headers", line.substr(colon + 2));
        if (!value.ok()) return value.error();
        for (const char* free : {"text", "title", "recipient"}) {
            if (!value.value().fields().contains(free)) continue;
            return Error{Errc::Invalid,
                         "headers: {{" + std::string{free} + "}} has no place there"};
        }
        request.headers_.emplace_back(line.substr(0, colon), std::move(value).value());
    }
    return request;
}

transfer::HttpRequest GatewayRequest::of(const Outgoing& outgoing) const {
    const auto with = [&](const std::function<std::string(const std::string&)>& escape) {
        return [&, escape](const std::string& place) {
            return escape(value_of(place, outgoing, form_.token));
        };
    };
    transfer::HttpRequest request;
    request.method = form_.method;
    request.url =
        url_.filled(with([](const std::string& text) { return transfer::percent_encoded(text); }));
    request.body = body_.filled(
        with([this](const std::string& text) { return escaped(form_.content_type, text); }));
    request.headers = {{"Content-Type", media_type(form_.content_type)},
                       {"Idempotency-Key", outgoing.id}};
    for (const auto& [name, value] : headers_) {
        request.headers.emplace_back(
            name, value.filled(with([](const std::string& text) { return text; })));
    }
    request.user = form_.user;
    if (!form_.user.empty()) request.password = form_.token;
    request.timeout_ms = form_.timeout_ms;
    request.answer_bytes_max = kAnswerBytesMax;
    return request;
}

}  // namespace notifier
