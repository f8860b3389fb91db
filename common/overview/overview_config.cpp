#include "common/overview/overview_config.h"

#include <algorithm>

namespace overview {
namespace {

constexpr size_t kServicesMax = 64;

bool is_url(std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://");
}

std::string without_slash(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    return url;
}

}  // namespace

OverviewConfig overview_config(config::Section& section) {
    OverviewConfig config;
    config.management_url = without_slash(section.text("management_url", config.management_url));
    if (!is_url(config.management_url)) section.reject("management_url", "must begin with http");
    config.management_user = section.text("management_user", config.management_user);
    config.vhost = section.text("vhost", config.vhost);
    config.alerts_url = without_slash(section.text("alerts_url", ""));
    if (!config.alerts_url.empty() && !is_url(config.alerts_url)) {
        section.reject("alerts_url", "must begin with http");
    }
    config.timeout_ms = section.integer("timeout_ms", config.timeout_ms, 100, 10'000);
    config.count_every_ms = section.integer("count_every_ms", config.count_every_ms, 0, 600'000);
    for (const std::string& text : section.texts("services", {})) {
        const size_t mark = text.find('=');
        ServiceAddress address{.name = text.substr(0, mark), .url = {}};
        if (mark != std::string::npos) address.url = without_slash(text.substr(mark + 1));
        const bool twice = std::ranges::find(config.services, address.name,
                                             &ServiceAddress::name) != config.services.end();
        if (address.name.empty() || !is_url(address.url) || twice) {
            section.reject("services",
                           "\"" + text + "\": want NAME=http://HOST:PORT, each name once");
            continue;
        }
        config.services.push_back(std::move(address));
    }
    if (config.services.size() > kServicesMax) section.reject("services", "at most 64");
    return config;
}

}  // namespace overview
