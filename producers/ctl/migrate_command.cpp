#include <fmt/core.h>

#include "common/db/migrations.h"
#include "producers/ctl/commands.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/migrations_folder.h"

namespace ctl {
namespace {

// Waiting for another migrate takes up to 30 s, and an ALTER of a table with a year's rows may take
// hours. Cut off in the middle, it would be done without being recorded.
constexpr int kIoTimeoutS = 12 * 3600;

void print_json(const std::vector<std::string>& applied) {
    fmt::print("{{\"applied\":[");
    for (size_t i = 0; i < applied.size(); ++i)
        fmt::print("{}\"{}\"", i == 0 ? "" : ",", applied[i]);
    fmt::print("]}}\n");
}

}  // namespace

int migrate(const MigrateOptions& options) {
    const std::string folder = options.folder.empty() ? migrations_folder() : options.folder;
    const auto migrations = db::read_migrations(folder);
    if (!migrations.ok()) return wrong_use("migrate", "folder: " + migrations.error().what);
    const auto connection = connect(options.config, Use::Database, kIoTimeoutS);
    if (!connection.ok()) return failed("migrate", connection.error());
    const auto applied = db::migrate(*connection.value().session, migrations.value());
    if (!applied.ok()) return failed("migrate", applied.error());
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
