#include "producers/ctl/command_options.h"
#include "producers/ctl/watch/difference_command.h"

namespace ctl {

void describe_differences(CLI::App& app, Chosen& chosen) {
    add_json_command<DifferencesOptions>(
        app, chosen,
        {"differences", "Rows of the books that the reconciler found otherwise than in the record",
         "differences --config ctl.toml --json"},
        list_differences);
}

}  // namespace ctl
