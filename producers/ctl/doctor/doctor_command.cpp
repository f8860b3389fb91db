#include "producers/ctl/doctor/doctor_command.h"

#include <fmt/core.h>

#include "common/amqp/read_link_config.h"
#include "common/events/event.h"
#include "common/service/startup.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/doctor/examine.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/watch/overview_setting.h"

namespace ctl {
namespace {

constexpr int64_t kFreeMbMax = int64_t{1} << 30;

struct Setting {
    BrokerAccess broker;
    db::DatabaseConfig database;
    std::vector<std::string> paths;
    int64_t free_mb_min = 1024;
    overview::OverviewConfig overview;
};

Setting read_setting(const std::string& config) {
    service::Startup startup{"ctl", config};
    Setting setting;
    setting.database = startup.database();
    startup.ignore_section("operators");
    auto amqp = startup.section("amqp");
    const amqp::LinkConfig link = amqp::link_config(amqp, "backstop-ctl");
    setting.broker.our_user = link.user;
    setting.broker.vhost = link.vhost;
    auto ctl = startup.section("ctl");
    setting.broker.partitions = ctl_config(ctl).partitions;
    setting.overview = overview_setting(startup);
    setting.broker.management_url = setting.overview.management_url;
    auto doctor = startup.section("doctor");
    setting.broker.user = doctor.text("user", "operator");
    setting.broker.sessions = doctor.texts("sessions", {"nse-1"});
    setting.paths = doctor.texts("paths", {"."});
    setting.free_mb_min = doctor.integer("free_mb_min", setting.free_mb_min, 1, kFreeMbMax);
    startup.secret("BACKSTOP_OPERATOR_PASSWORD", setting.broker.password);
    begin_or_end(startup);
    return setting;
}

void add(Findings& to, const Findings& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

int doctor(const DoctorOptions& options) {
    const Setting setting = read_setting(options.config);
    Findings findings = examine_books(setting.database, setting.overview);
    add(findings, examine_broker(setting.broker));
    add(findings, examine_database(setting.database, options.folder, setting.broker.partitions));
    add(findings, examine_host(setting.paths, setting.free_mb_min));
    add(findings, examine_services(setting.overview.services));
    fmt::print("{}", options.json ? findings_json(findings) + "\n" : findings_text(findings));
    return all_hold(findings) ? kDone : kFailed;
}

}  // namespace ctl
