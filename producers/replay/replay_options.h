#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace replay {

// The command line, as it was typed.
struct Options {
    std::string verb;  // verify, shadow, …
    std::string config;
    std::optional<uint32_t> day;  // not typed: the open one
    bool journal = false;
    std::vector<std::string> archives;
    bool open = false;  // the last archive file may not be closed
    std::string from_time, to_time;
    int32_t partition = -1;
    std::string account, source;
    int64_t from_seq = 0, to_seq = 0;
    std::string pace = "max";
    int workers = 0;  // 0: one for each partition
    bool keep = false;
    bool fresh = false;
    bool dry_run = false;
    bool json = false;
    std::string as_of;
    std::string by, reason, token_file;
    bool break_glass = false;  // swap without a second person
    std::string to_vhost;
};

// Adds the verbs to the program; what is parsed goes into `options`.
void describe_verbs(CLI::App& app, Options& options);

// Ends the process with 0 after --help and with 2 where the command line is wrong.
Options parse_options(int argc, char** argv);

}  // namespace replay
