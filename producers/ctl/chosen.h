#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace ctl {

// The command that was typed, ready to run; it returns the exit code.
using Chosen = std::function<int()>;

// Each adds its commands to the program. The command that is parsed puts itself into `chosen`,
// which, as `app`, must outlive the parsing.
void describe_migrate(CLI::App& app, Chosen& chosen);
void describe_topology(CLI::App& app, Chosen& chosen);
void describe_doctor(CLI::App& app, Chosen& chosen);
void describe_overview(CLI::App& app, Chosen& chosen);    // status, queues, lag, top
void describe_completion(CLI::App& app, Chosen& chosen);  // of all that is there when it runs
void describe_site(CLI::App& app, Chosen& chosen);
void describe_instrument(CLI::App& app, Chosen& chosen);
void describe_day(CLI::App& app, Chosen& chosen);  // day show, day open
void describe_cutoff(CLI::App& app, Chosen& chosen);
void describe_exits(CLI::App& app, Chosen& chosen);  // exit, exit-all, cancel
void describe_books(CLI::App& app, Chosen& chosen);  // orders, positions, commands
void describe_in_doubt(CLI::App& app, Chosen& chosen);
void describe_mass_exit(CLI::App& app, Chosen& chosen);
void describe_differences(CLI::App& app, Chosen& chosen);
void describe_dlq(CLI::App& app, Chosen& chosen);
void describe_notices(CLI::App& app, Chosen& chosen);  // notify, notices
void describe_pause(CLI::App& app, Chosen& chosen);    // pause, resume
void describe_doctor(CLI::App& app, Chosen& chosen);
void describe_completion(CLI::App& app, Chosen& chosen);  // of all that is there when it runs
void describe_gap(CLI::App& app, Chosen& chosen);
void describe_parked(CLI::App& app, Chosen& chosen);
void describe_pause(CLI::App& app, Chosen& chosen);  // pause, resume
void describe_prune(CLI::App& app, Chosen& chosen);
void describe_operators(CLI::App& app, Chosen& chosen);  // operator, request, audit

}  // namespace ctl
