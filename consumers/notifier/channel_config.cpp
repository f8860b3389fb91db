#include <charconv>

#include "consumers/notifier/notifier_config.h"

namespace notifier {
namespace {

constexpr int64_t kDefaultMailTimeoutMs = 10'000;
constexpr int64_t kDefaultGatewayTimeoutMs = 5'000;

std::set<int> statuses(config::Section& section, const char* key,
                       const std::vector<std::string>& defaults) {
    std::set<int> found;
    for (const std::string& text : section.texts(key, defaults)) {
        int status = 0;
        const char* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, status);
        if (read.ptr == end && status >= 100 && status <= 599) {
            found.insert(status);
        } else {
            section.reject(key, "must be statuses in quotes, 100 to 599");
        }
    }
    return found;
}

}  // namespace

MailForm mail_form(config::Section& section) {
    MailForm form;
    transfer::MailServer& server = form.server;
    server.host = section.required_text("host");
    server.port = static_cast<int>(section.integer("port", server.port, 1, 65'535));
    const std::string starttls = section.text("starttls", "required");
    if (starttls == "optional") {
        server.starttls = transfer::Starttls::Optional;
    } else if (starttls == "off") {
        server.starttls = transfer::Starttls::Off;
    } else if (starttls != "required") {
        section.reject("starttls", "must be required, optional or off");
    }
    server.user = section.text("user", "");
    if (!server.user.empty() && server.starttls != transfer::Starttls::Required) {
        section.reject("starttls",
                       "must be required where there is a user: the password would be readable");
    }
    server.authorities = section.text("ca_file", "");
    server.timeout_ms = section.integer("timeout_ms", kDefaultMailTimeoutMs, 100, 60'000);
    form.from = section.required_text("from");
    if (!form.from.empty() && !transfer::is_mail_address(form.from)) {
        section.reject("from", "must be an address alone");
    }
    form.from_name = section.text("from_name", "");
    return form;
}

GatewayForm gateway_form(config::Section& section) {
    GatewayForm form;
    form.method = section.text("method", form.method);
    form.url = section.required_text("url");
    form.content_type = section.text("content_type", form.content_type);
    form.headers = section.texts("headers", {});
    form.body = section.text("body", "");
    form.user = section.text("user", "");
    form.timeout_ms = section.integer("timeout_ms", kDefaultGatewayTimeoutMs, 100, 60'000);
    return form;
}

GatewayStatuses gateway_statuses(config::Section& section) {
    GatewayStatuses known{statuses(section, "success_statuses", {"200", "201", "202", "204"}),
                          statuses(section, "duplicate_statuses", {"409"})};
    // Without any, each notice that the gateway takes would be dead.
    if (known.success.empty()) section.reject("success_statuses", "must name one at least");
    return known;
}

}  // namespace notifier
