#pragma once

#include <string>
#include <vector>

#include "common/events/json_text.h"
#include "producers/ctl/exits/mass_exit.h"

namespace ctl {

// Pure.
std::string mass_text(const MassExit& mass, bool dry_run);
// The fields alone.
void write_mass(events::JsonText& json, const MassExit& mass);
// A line for each; empty of none.
std::string shared_text(const std::vector<SharedAccounts>& shared);
std::string mass_json(const MassExit& mass);
std::string mass_table(const std::vector<MassExit>& all);
std::string mass_list_json(const std::vector<MassExit>& all);

}  // namespace ctl
