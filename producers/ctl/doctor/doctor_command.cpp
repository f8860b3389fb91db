#include "producers/ctl/doctor/doctor_command.h"

#include <fmt/core.h>

#include <filesystem>
#include <utility>

#include "common/amqp/read_link_config.h"
#include "common/config/beside.h"
#include "common/db/migrations.h"
#include "common/events/event.h"
#include "common/service/startup.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/doctor/doctor_once.h"
#include "producers/ctl/doctor/examine.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/migrations_folder.h"
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
    for (const std::string& path : doctor.texts("paths", {"."})) {
        setting.paths.push_back(config::beside(config, path));
    }
    setting.free_mb_min = doctor.integer("free_mb_min", setting.free_mb_min, 1, kFreeMbMax);
    startup.secret("BACKSTOP_OPERATOR_PASSWORD", setting.broker.password);
    begin_or_end(startup);
    return setting;
}

// ./backstop writes the configuration into a folder etc of its own.
Installation installation_of(const std::string& config) {
    std::error_code error;
    const auto var = std::filesystem::weakly_canonical(config, error).parent_path().parent_path();
    if (!std::filesystem::exists(var / "stack.json", error)) return {};
    return {var.string()};
}

void add(Findings& to, const Findings& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

int doctor(const DoctorOptions& options) {
    if (!options.folder.empty()) {
        const auto named = db::read_migrations(options.folder);
        if (!named.ok()) return wrong_use("doctor", "folder: " + named.error().what);
    }
    const Setting setting = read_setting(options.config);
    Findings findings = examine_books(setting.database, setting.overview);
    add(findings, examine_broker(setting.broker));
    const std::string folder = options.folder.empty() ? migrations_folder() : options.folder;
    add(findings, examine_database(setting.database, folder, setting.broker.partitions));
    add(findings, examine_host(setting.paths, setting.free_mb_min));
    add(findings, examine_services(setting.overview.services));
    findings = told_once(std::move(findings), installation_of(options.config));
    fmt::print("{}", options.json ? findings_json(findings) + "\n" : findings_text(findings));
    return all_hold(findings) ? kDone : kFailed;
}

}  // namespace ctl
