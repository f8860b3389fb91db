#include "common/http/message.h"

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <ostream>

namespace http {
namespace {

std::string_view reason(int status) {
    const auto words =
        boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    return {words.data(), words.size()};
}

// A value with a line end in it would let whoever supplied it write headers of his own.
bool fits_one_line(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
    if (!fits_one_line(name) || !fits_one_line(value)) return;
    out.append(name).append(": ").append(value).append("\r\n");
}

bool same_name(std::string_view one, std::string_view other) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(one, other, {}, lower, lower);
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
    for (const auto& [sent, value] : headers) {
        if (same_name(sent, name)) return value;
    }
    return {};
}

std::string serialize(const Response& response, bool with_body, bool keep_alive) {
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
    out.append(reason(response.status)).append("\r\n");
    append_header(out, "Content-Type", response.content_type);
    if (response.goes_on == nullptr) {
        append_header(out, "Content-Length", std::to_string(response.body.size()));
    }
    append_header(out, "Cache-Control", "no-store");
    append_header(out, "Connection", keep_alive ? "keep-alive" : "close");
    for (const auto& [name, value] : response.headers) append_header(out, name, value);
    out += "\r\n";
    if (with_body) out += response.body;
    return out;
}

Response plain(int status) {
    return {.status = status,
            .body = std::to_string(status) + " " + std::string{reason(status)} + "\n"};
}

}  // namespace http
