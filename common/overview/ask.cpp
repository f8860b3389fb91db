#include "common/overview/ask.h"

#include <algorithm>

#include "common/overview/alerts.h"
#include "common/overview/tables.h"

namespace overview {

using transfer::HttpClient;
using transfer::HttpRequest;

Reading<std::string> body_of(HttpClient& client, const HttpRequest& request) {
    auto answer = client.send(request);
    if (!answer.ok()) return Reading<std::string>::not_known(answer.error().what);
    if (answer.value().status != 200) {
        return Reading<std::string>::not_known("answers " + std::to_string(answer.value().status));
    }
    return Reading<std::string>::of(std::move(answer).value().body);
}

Reading<std::vector<Alert>> ask_alerts(HttpClient& client, const OverviewConfig& config) {
    using Alerts = Reading<std::vector<Alert>>;
    if (config.alerts_url.empty()) {
        return Alerts::not_known(std::string{kNobodyToAsk});
    }
    const HttpRequest request{.url = config.alerts_url + alerts_path(),
                              .timeout_ms = std::min(config.timeout_ms, kAlertsTimeoutMsMax),
                              .answer_bytes_max = kAlertsBytesMax};
    const auto body = body_of(client, request);
    return body.known() ? read_alerts(*body.value) : Alerts::not_known(body.unknown);
}

Reading<OpenCommands> ask_open_commands(db::Session& session, int64_t now_us) {
    using Commands = Reading<OpenCommands>;
    const auto counted = session.query(open_commands_sql());
    if (!counted.ok()) return Commands::not_known(counted.error().what);
    const auto waiting = session.query(waiting_rows_sql());
    if (!waiting.ok()) return Commands::not_known(waiting.error().what);
    return Commands::of(read_open_commands(counted.value(), waiting.value(), now_us));
}

}  // namespace overview
