#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/config/section.h"

namespace console {

struct ConsoleConfig {
    std::string address = "127.0.0.1";  // IPv4 or IPv6; another than the loopback needs a token
    std::string web_dir;                // the page's files, as the build puts them together
    // A reading begins so often, unless the last one is still under way.
    int64_t every_ms = 1'000;
    int64_t history_every_ms = 2'000;
    int64_t history_s = 600;
    int64_t viewers_max = 32;
    int64_t session_s = 43'200;  // how long a login lasts
    bool secure_cookie = false;  // true where browsers reach it by https, through a proxy
    std::string token;           // from the environment; empty: whoever reaches the port may look
};

inline constexpr const char* kTokenVariable = "BACKSTOP_CONSOLE_TOKEN";

// The [console] section. `token`: of the environment, or empty.
ConsoleConfig console_config(config::Section& section, std::string token);

}  // namespace console
