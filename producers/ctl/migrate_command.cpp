#include <fmt/core.h>

#include <cstdio>

#include "common/db/migrations.h"
#include "common/service/startup.h"
#include "producers/ctl/commands.h"

namespace ctl {
namespace {

// Waiting for another migrate takes up to 30 s, and an ALTER of a table with a year's rows may take
// hours. Cut off in the middle, it would be done without being recorded.
constexpr int kIoTimeoutS = 12 * 3600;

int failed(const base::Error& error) {
    fmt::print(stderr, "migrate: {}\n", error.what);
    return 1;
}

void print_json(const std::vector<std::string>& applied) {
    fmt::print("{{\"applied\":[");
    for (size_t i = 0; i < applied.size(); ++i)
        fmt::print("{}\"{}\"", i == 0 ? "" : ",", applied[i]);
    fmt::print("]}}\n");
}

}  // namespace

int migrate(const MigrateOptions& options) {
    service::Startup startup{"ctl", options.config};
    db::DatabaseConfig database = startup.database();
    database.io_timeout_s = kIoTimeoutS;
    startup.finish(false);

    const auto migrations = db::read_migrations(options.folder);
    if (!migrations.ok()) return failed(migrations.error());
    db::Session session{database};
    if (const base::Status connected = session.connect(); !connected.ok()) {
        return failed(connected.error());
    }
    const auto applied = db::migrate(session, migrations.value());
    if (!applied.ok()) return failed(applied.error());
    if (options.json) {
        print_json(applied.value());
    } else if (applied.value().empty()) {
        fmt::print("nothing to do: all {} migrations are applied\n", migrations.value().size());
    } else {
        for (const std::string& name : applied.value()) fmt::print("applied {}\n", name);
    }
    return 0;
}

}  // namespace ctl
