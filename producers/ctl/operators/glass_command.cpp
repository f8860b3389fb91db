#include <fmt/core.h>

#include "common/base/clock.h"
#include "common/operators/glass_store.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/list_json.h"
#include "producers/ctl/operators/operator_command.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using operators::BrokenGlass;

constexpr int64_t kShownMax = 200;

void write_glass(events::JsonText& json, const BrokenGlass& one) {
    json.integer("id", one.id);
    json.integer("request", one.approval);
    json.text("action", one.action);
    json.text("reason", one.reason);
    json.text("by", one.by.name);
    json.text("os_user", one.by.os_user);
    json.text("host", one.by.host);
    json.integer("broken_us", one.broken_us);
    json.integer("countersigned_us", one.countersigned_us);
    json.text("countersigned_by", one.countersigned_by);
}

}  // namespace

int list_broken_glass(const OperatorOptions& options) {
    constexpr std::string_view kCommand = "operator glass";
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kCommand, opened.error());
    auto all = operators::list_broken_glass(*opened.value().session, kShownMax);
    if (!all.ok()) return failed(kCommand, all.error());
    std::vector<BrokenGlass> shown = std::move(all).value();
    if (!options.all) {
        std::erase_if(shown, [](const BrokenGlass& one) { return one.countersigned_us != 0; });
    }
    if (options.json) {
        fmt::print("{}\n", list_json("glass", shown, write_glass));
        return kDone;
    }
    Table table{{{"ID", Table::Align::Right},
                 {"REQUEST", Table::Align::Right},
                 {"BROKEN"},
                 {"BY"},
                 {"AT"},
                 {"ACTION"},
                 {"COUNTERSIGNED"},
                 {"REASON"}}};
    for (const BrokenGlass& one : shown) {
        table.add({std::to_string(one.id), std::to_string(one.approval), india_time(one.broken_us),
                   one.by.name, one.by.os_user + "@" + one.by.host, one.action,
                   one.countersigned_us == 0 ? "not yet" : "by " + one.countersigned_by,
                   one.reason});
    }
    fmt::print("{}", table.empty() ? "no broken glass is open\n" : table.text());
    return kDone;
}

int countersign(const OperatorOptions& options) {
    constexpr std::string_view kCommand = "operator countersign";
    const auto opened = connect(options.config, Use::Database);
    if (!opened.ok()) return failed(kCommand, opened.error());
    db::Session& session = *opened.value().session;
    const auto me = acting(session, options.by);
    if (!me.ok()) return failed(kCommand, me.error());
    const auto done = operators::countersign(session, options.id, me.value(), options.reason,
                                             base::wall_now().us);
    if (!done.ok()) return failed(kCommand, done.error());
    fmt::print("{}\n", options.json ? "{\"countersigned\":true}" : "countersigned");
    return kDone;
}

}  // namespace ctl
