#include "producers/ctl/connection.h"

#include <fmt/core.h>

#include <cstdlib>

#include "common/amqp/read_link_config.h"
#include "common/config/secret.h"
#include "common/events/event.h"
#include "common/log/log.h"
#include "common/operators/operator_store.h"
#include "common/operators/shown_token.h"
#include "common/service/startup.h"
#include "common/verdict/limits.h"
#include "producers/ctl/exit_codes.h"

namespace ctl {

void begin_or_end(service::Startup& startup) {
    const std::vector<std::string> problems = startup.problems();
    if (problems.empty()) {
        startup.begin();
        return logging::silence();
    }
    std::string all;
    for (const std::string& problem : problems) {
        fmt::print(stderr, "{}\n", problem);
        all += (all.empty() ? "" : "; ") + problem;
    }
    std::exit(told(all, kWrongUse));
}

CtlConfig ctl_config(config::Section& section) {
    CtlConfig config;
    config.partitions = static_cast<int32_t>(
        section.integer("partitions", config.partitions, 1, events::kPartitionsMax));
    config.templates = section.path("templates", "");
    config.archive_folder = section.path("archive_folder", "");
    return config;
}

Connection configured(const std::string& config, Use use, int io_timeout_s) {
    service::Startup startup{"ctl", config};
    Connection connection;
    db::DatabaseConfig database = startup.database();
    if (io_timeout_s > 0) database.io_timeout_s = io_timeout_s;
    if (use == Use::DatabaseAndBroker) {
        connection.link = startup.link();
    } else {
        // Read all the same, so that one file serves every command.
        auto amqp = startup.section("amqp");
        connection.link = amqp::link_config(amqp, "backstop-ctl");
    }
    if (use == Use::DatabaseAndBrokerIfGiven) {
        auto password = config::secret(amqp::kPasswordVariable);
        if (password.ok()) connection.link.password = std::move(password).value();
    }
    auto section = startup.section("ctl");
    const CtlConfig own = ctl_config(section);
    connection.partitions = own.partitions;
    connection.templates = own.templates;
    connection.archive_folder = own.archive_folder;
    auto verdict = startup.section("verdict");
    connection.verdict = verdict::limits_of(verdict);
    auto persons = startup.section("operators");
    connection.operators = operators::settings_of(persons);
    // Of the commands that look at the surroundings.
    for (const char* other : {"overview", "doctor"}) startup.ignore_section(other);
    begin_or_end(startup);
    connection.database = database;
    return connection;
}

base::Status open_session(Connection& connection) {
    connection.session = std::make_unique<db::Session>(connection.database);
    return connection.session->connect();
}

base::Result<Connection> connect(const std::string& config, Use use, int io_timeout_s) {
    Connection connection = configured(config, use, io_timeout_s);
    if (const auto opened = open_session(connection); !opened.ok()) return opened.error();
    return connection;
}

std::string problem_of_partition(const Connection& connection, int64_t partition) {
    if (partition >= 0 && partition < connection.partitions) return {};
    return fmt::format("partition: must be 0 to {}, not {}", connection.partitions - 1, partition);
}

base::Result<audit::Person> acting(db::Session& session, const std::string& by) {
    return operators::person(session, by, operators::shown_token());
}

}  // namespace ctl
