#include <fstream>
#include <sstream>

#include "common/base/clock.h"
#include "common/events/topology.h"
#include "common/transfer/http_client.h"
#include "producers/ctl/doctor/broker_answers.h"
#include "producers/ctl/doctor/doctor_checks.h"
#include "producers/ctl/doctor/examine.h"

namespace ctl {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr int64_t kTimeoutMs = 5'000;
constexpr const char* kRemedy =
    "correct management_url in [overview], user in [doctor] and BACKSTOP_OPERATOR_PASSWORD";

class Management {
  public:
    explicit Management(const BrokerAccess& access) : access_{access} {}

    Result<transfer::HttpAnswer> answer(const std::string& path) {
        return send(path, access_.user, access_.password);
    }
    Result<transfer::HttpAnswer> send(const std::string& path, const std::string& user,
                                      const std::string& password) {
        transfer::HttpRequest request;
        request.url = access_.management_url + "/api/" + path;
        request.user = user;
        request.password = password;
        request.timeout_ms = kTimeoutMs;
        request.answer_bytes_max = kAnswerBytesMax;
        return client_.send(request);
    }
    // Of 200 alone.
    Result<std::string> body(const std::string& path) {
        auto got = answer(path);
        if (!got.ok()) return got.error();
        if (got.value().status == 200) return std::move(got).value().body;
        return Error{Errc::Fatal, path + " is answered with " + std::to_string(got.value().status) +
                                      " to " + access_.user};
    }

  private:
    const BrokerAccess& access_;
    transfer::HttpClient client_;
};

void add(Findings& to, Findings more) {
    to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Finding unknown(const std::string& check, const Error& error) {
    return bad(check, "unknown: " + error.what, kRemedy);
}

std::string file_text(const std::string& path) {
    std::ifstream file{path};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void look_at_nodes(Management& management, Findings& findings) {
    const auto body = management.body("nodes");
    if (!body.ok()) return findings.push_back(unknown("broker.node", body.error()));
    auto nodes = nodes_of(body.value());
    if (!nodes.ok()) return findings.push_back(unknown("broker.node", nodes.error()));
    for (BrokerNode node : nodes.value()) {
        for (const std::string& path : node.config_files) {
            const auto timeout = consumer_timeout_in(file_text(path));
            if (timeout) node.consumer_timeout_ms = timeout;
        }
        add(findings, check_node(node));
    }
}

void look_at_objects(Management& management, const BrokerAccess& access, Findings& findings) {
    const auto body = management.body("definitions/" + transfer::percent_encoded(access.vhost));
    if (!body.ok()) return findings.push_back(unknown("topology", body.error()));
    const auto real = objects_of(body.value());
    if (!real.ok()) return findings.push_back(unknown("topology", real.error()));
    const auto wanted =
        objects_of(events::topology::definitions_json(access.partitions, access.sessions));
    add(findings, check_topology(wanted.value(), real.value()));
    findings.push_back(check_partitions(real.value(), access.partitions));
}

void look_at_users(Management& management, const BrokerAccess& access, Findings& findings) {
    const auto guest = management.send("whoami", "guest", "guest");
    if (!guest.ok()) return findings.push_back(unknown("broker.guest", guest.error()));
    findings.push_back(check_guest(guest.value().status == 200));
    const auto users_body = management.body("users");
    const auto permissions_body = management.body("permissions");
    if (!users_body.ok()) {
        return findings.push_back(unknown("broker.user", users_body.error()));
    }
    if (!permissions_body.ok()) {
        return findings.push_back(unknown("broker.user", permissions_body.error()));
    }
    const auto users = users_of(users_body.value());
    if (!users.ok()) return findings.push_back(unknown("broker.user", users.error()));
    const auto permissions = permissions_of(permissions_body.value(), access.vhost);
    if (!permissions.ok()) {
        return findings.push_back(unknown("broker.user", permissions.error()));
    }
    findings.push_back(check_user(users.value(), permissions.value(), access.our_user));
}

// The date is cut to seconds, and the broker makes it anew every second, not at every answer.
Finding look_at_clock(const ClockReading& ours, int64_t date_s) {
    const std::string check = "clock.broker";
    if (date_s == 0) return warn(check, "its answers have no date", "compare it by hand");
    return check_clock(check, {ours, {date_s * 1'000'000, date_s * 1'000'000 + 1'999'999}});
}

}  // namespace

Findings examine_broker(const BrokerAccess& access) {
    Management management{access};
    const int64_t before_us = base::wall_now().us;
    const auto overview = management.answer("overview");
    const ClockReading asked{before_us, base::wall_now().us};
    if (!overview.ok()) {
        return {silent(Silent::Broker, "broker.management", overview.error().what, kRemedy)};
    }
    const auto version = version_of(overview.value().body);
    if (overview.value().status != 200 || !version.ok()) {
        return {
            bad("broker.management",
                "answers with " + std::to_string(overview.value().status) + " to " + access.user,
                kRemedy)};
    }
    Findings findings{check_broker_version(version.value()),
                      look_at_clock(asked, overview.value().date_s)};
    look_at_nodes(management, findings);
    look_at_objects(management, access, findings);
    look_at_users(management, access, findings);
    return findings;
}

}  // namespace ctl
