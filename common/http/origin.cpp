#include "common/http/origin.h"

#include <arpa/inet.h>

#include <algorithm>

namespace http {
namespace {

std::string lower(std::string_view text) {
    std::string out{text};
    std::ranges::transform(out, out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    return out;
}

// "name:port" in two; "[::1]:80" gives "::1". The port may be left out.
struct Authority {
    std::string name;
    std::string port;
};
Authority authority_of(std::string_view text) {
    const size_t bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == std::string_view::npos) return {};
    const size_t colon = text.find(':', bracket);
    Authority found;
    found.name = lower(bracket > 0 ? text.substr(1, bracket - 1) : text.substr(0, colon));
    if (found.name.ends_with('.')) found.name.pop_back();
    if (colon != std::string_view::npos) found.port = text.substr(colon + 1);
    return found;
}

bool listed(const OwnNames& own, const std::string& name) {
    return std::ranges::find(own.hosts, name) != own.hosts.end();
}

bool is_ours(const OwnNames& own, const std::string& name) {
    if (name == own.address || listed(own, name)) return true;
    return is_loopback(own.address) && (name == "localhost" || is_loopback(name));
}

bool same_origin(std::string_view origin, std::string_view host, const OwnNames& own) {
    for (const auto& [scheme, port] : {std::pair{"http://", "80"}, std::pair{"https://", "443"}}) {
        if (!origin.starts_with(scheme)) continue;
        Authority from = authority_of(origin.substr(std::string_view{scheme}.size()));
        Authority asked = authority_of(host);
        if (from.port.empty()) from.port = port;
        if (asked.port.empty()) asked.port = port;
        return listed(own, from.name) || (from.name == asked.name && from.port == asked.port);
    }
    return false;
}

}  // namespace

bool is_loopback(std::string_view address) {
    // Read as an address: 127.example.com, and 127.1.1.1.example.com, may be anybody's name.
    in_addr v4{};
    const std::string text{address};
    if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return address.starts_with("127.");
    return address == "::1";
}

int foreign(const Request& request, const OwnNames& own) {
    const std::string_view host = request.header("Host");
    // Without one it is no browser: HTTP/1.0, which probes still speak.
    if (!host.empty() && !is_ours(own, authority_of(host).name)) return 421;
    const std::string_view origin = request.header("Origin");
    // "null" is what a page without an origin of its own sends, and also what a page of ours sends
    // that keeps its address to itself; the browser, and no page, says which.
    if (origin == "null") return request.header("Sec-Fetch-Site") == "same-origin" ? 0 : 403;
    return origin.empty() || same_origin(origin, host, own) ? 0 : 403;
}

}  // namespace http
