#include "producers/ctl/exit_codes.h"

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <deque>
#include <utility>

#include "producers/ctl/failure_text.h"

namespace ctl {
namespace {

bool as_json = false;  // set once, before the command runs

// A signal handler may only write what lies ready.
struct Farewell {
    std::string words;
    std::string json;
};
std::atomic<const Farewell*> farewell{nullptr};
static_assert(std::atomic<const Farewell*>::is_always_lock_free);

void on_stop(int) {
    const Farewell* said = farewell.load();
    for (const auto& [to, text] :
         {std::pair{STDERR_FILENO, &said->words}, {STDOUT_FILENO, &said->json}}) {
        if (write(to, text->data(), text->size()) < 0) break;  // nobody listens any more
    }
    _exit(kStopped);
}

int tell(std::string_view command, const std::string& why, int exit_code) {
    fmt::print(stderr, "{}\n", sentence_of(command, why));
    return told(why, exit_code);
}

}  // namespace

void tell_failures_as_json() { as_json = true; }

void say_when_stopped(std::string what) {
    const std::string why = what.empty() ? "stopped" : "stopped; " + what;
    // Never destroyed: the handler may read one until the very end.
    static auto* const all = new std::deque<Farewell>;
    all->push_back({why + "\n", as_json ? error_json(why, kStopped) + "\n" : ""});
    farewell = &all->back();
}

void end_with_stopped() {
    say_when_stopped("");
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) std::signal(signal, on_stop);
}

int told(std::string_view why, int exit_code) {
    if (as_json) fmt::print("{}\n", error_json(why, exit_code));
    return exit_code;
}

int failed(std::string_view command, std::string_view why) {
    return tell(command, explained(why), is_wrong_use(why) ? kWrongUse : kFailed);
}

int failed(std::string_view command, const base::Error& error) {
    return failed(command, error.what);
}

int incomplete(std::string_view command, std::string_view why) {
    fmt::print(stderr, "{}\n", sentence_of(command, why));
    return kFailed;
}

int wrong_use(std::string_view command, std::string_view why) {
    return tell(command, std::string{why}, kWrongUse);
}

}  // namespace ctl
