#include <sys/random.h>

#include <utility>

#include "common/base/same_secret.h"
#include "common/log/log.h"
#include "producers/console/console.h"

namespace console {
namespace {

using http::Handler;
using http::Request;
using http::Response;

constexpr std::string_view kCookie = "backstop_console";
constexpr const char* kSignedOutPages[] = {"/login.css", "/icon.svg"};

// Nothing of another origin is loaded, nothing inline is run, and no other site may frame the page.
Response secured(Response response) {
    response.headers.emplace_back(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src "
        "'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
    return response;
}

Response elsewhere(const std::string& path) {
    return {.status = 303, .headers = {{"Location", path}}};
}

Response json(std::string body) {
    return {.content_type = "application/json", .body = std::move(body)};
}

bool wants_page(const Request& request) { return request.path == "/"; }

Logins::Bytes random_bytes() {
    Logins::Bytes bytes{};
    base::must(::getrandom(bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    return bytes;
}

}  // namespace

// Without a token the console listens on the loopback alone, and the server refuses pages from
// elsewhere.
bool Console::may_look(const Request& request) const {
    if (config_.token.empty()) return true;
    return logins_.known(cookie(request.header("Cookie"), kCookie), base::mono_now());
}

// A page that stays open must not outlive the login that it was opened with.
void Console::end_old_streams() {
    if (config_.token.empty()) return;
    const base::MonoTime now = base::mono_now();
    stream_.end_unless([&](const std::string& login) { return logins_.known(login, now); });
}

Handler Console::guarded(Handler handler) const {
    return [this, handler = std::move(handler)](const Request& request) {
        if (may_look(request)) return secured(handler(request));
        return secured(wants_page(request) ? elsewhere("/login") : http::plain(401));
    };
}

Response Console::log_in(const Request& request) {
    const base::MonoTime now = base::mono_now();
    if (config_.token.empty()) return elsewhere("/");
    if (!base::same_secret(form_field(request.body, "token"), config_.token)) {
        metrics_.logins_refused.add();
        if (const int64_t refused = logins_.refuse(now); refused > 0) {
            logging::warn("logins refused", {{"count", refused}});
        }
        return elsewhere("/login#refused");
    }
    metrics_.logins.add();
    Response response = elsewhere("/");
    response.headers.emplace_back(
        "Set-Cookie",
        std::string{kCookie} + "=" + logins_.add(random_bytes(), now) +
            "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(config_.session_s) +
            (config_.secure_cookie ? "; Secure" : ""));
    return response;
}

void Console::add_static(http::Router& router) {
    const auto answer = [](const Asset& asset) {
        return [&asset](const Request&) -> Response {
            return {.content_type = asset.content_type, .body = asset.bytes};
        };
    };
    for (const auto& [path, asset] : assets_) router.get(path, guarded(answer(asset)));
    router.get("/", guarded(answer(assets_.at("/index.html"))));
    // Who is not logged in sees these alone.
    for (const char* path : kSignedOutPages) {
        const auto asset = assets_.find(path);
        if (asset == assets_.end()) continue;
        router.get(path, [answer = answer(asset->second)](const Request& request) {
            return secured(answer(request));
        });
    }
    if (const auto page = assets_.find("/login.html"); page != assets_.end()) {
        router.get("/login", [answer = answer(page->second)](const Request& request) {
            return secured(answer(request));
        });
    }
}

void Console::add_routes(http::Router& router) {
    add_static(router);
    router.on("POST", "/login",
              [this](const Request& request) { return secured(log_in(request)); });
    router.on("POST", "/logout", [this](const Request& request) {
        logins_.remove(cookie(request.header("Cookie"), kCookie));
        end_old_streams();
        return secured(elsewhere(config_.token.empty() ? "/" : "/login"));
    });
    router.get("/api/overview", guarded([this](const Request&) {
                   return last_.empty() ? http::plain(503) : json(last_);
               }));
    router.get("/api/overview/events", guarded([this](const Request& request) {
                   std::string first = http::sent_event("history", history_.to_json());
                   if (!last_.empty()) first += http::sent_event("overview", last_);
                   return stream_.open(first,
                                       std::string{cookie(request.header("Cookie"), kCookie)});
               }));
}

}  // namespace console
