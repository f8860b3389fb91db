#include "producers/console/console_config.h"

#include "common/http/origin.h"

namespace console {
namespace {

constexpr size_t kTokenBytesMin = 16;

}  // namespace

ConsoleConfig console_config(config::Section& section, std::string token) {
    ConsoleConfig config;
    config.address = section.text("address", config.address);
    config.web_dir = section.required_text("web_dir");
    config.every_ms = section.integer("every_ms", config.every_ms, 200, 60'000);
    config.history_every_ms =
        section.integer("history_every_ms", config.history_every_ms, 200, 600'000);
    config.history_s = section.integer("history_s", config.history_s, 10, 3'600);
    config.viewers_max = section.integer("viewers_max", config.viewers_max, 1, 1'000);
    config.session_s = section.integer("session_s", config.session_s, 60, 604'800);
    config.secure_cookie = section.flag("secure_cookie", config.secure_cookie);
    config.token = std::move(token);
    if (config.token.empty() && !http::is_loopback(config.address)) {
        section.reject("address", std::string{"others reach it: set "} + kTokenVariable +
                                      ", or listen on 127.0.0.1");
    }
    if (!config.token.empty() && config.token.size() < kTokenBytesMin) {
        section.reject("address", std::string{kTokenVariable} + " is shorter than 16 characters");
    }
    return config;
}

}  // namespace console
