#include "producers/ctl/exits/mass_exit_text.h"

#include <fmt/core.h>

#include "producers/ctl/list_json.h"
#include "producers/ctl/table.h"

namespace ctl {

void write_mass(events::JsonText& json, const MassExit& mass) {
    json.text("id", mass.id);
    json.text("state", name_of(mass.state));
    json.integer("accounts", static_cast<int64_t>(mass.accounts.size()));
    json.text("why", mass.why);
    json.text("requested_by", mass.requested_by);
    json.integer("requested_us", mass.requested_us);
    json.text("decided_by", mass.decided_by);
    json.integer("decided_us", mass.decided_us);
    json.key("request");
    json.raw(mass.request);
}

std::string mass_text(const MassExit& mass, bool dry_run) {
    std::string text =
        fmt::format("mass exit {}: {}{}, {} accounts\nasked for by {}: {}\n", mass.id,
                    dry_run ? "dry run, would be " : "", name_of(mass.state), mass.accounts.size(),
                    mass.requested_by, mass.why);
    if (mass.state == MassState::Waiting) {
        text += "another person: backstopctl mass-exit approve " + mass.id + "\n";
    } else {
        text += "decided by " + mass.decided_by + ", " + india_time(mass.decided_us) + "\n";
    }
    return text;
}

std::string mass_json(const MassExit& mass) {
    events::JsonText json;
    json.open_object();
    write_mass(json, mass);
    json.close_object();
    return json.take();
}

std::string mass_table(const std::vector<MassExit>& all) {
    Table table{{{"ID"},
                 {"STATE"},
                 {"ACCOUNTS", Table::Align::Right},
                 {"ASKED FOR"},
                 {"BY"},
                 {"DECIDED BY"},
                 {"WHY"}}};
    for (const MassExit& mass : all) {
        table.add({mass.id, std::string{name_of(mass.state)}, std::to_string(mass.accounts.size()),
                   india_time(mass.requested_us), mass.requested_by, mass.decided_by, mass.why});
    }
    return table.empty() ? "no mass exits\n" : table.text();
}

std::string mass_list_json(const std::vector<MassExit>& all) {
    return list_json("mass_exits", all, write_mass);
}

}  // namespace ctl
