#pragma once

#include <string>
#include <vector>

namespace ctl {

enum class Level { Ok, Warn, Bad };

// Who has given no answer at all, where that is what was found: one cause is told once.
enum class Silent { Nobody, Database, Broker, Alerts, Service };

// One thing that was looked at, and what to do where it is not as it must be.
struct Finding {
    Level level = Level::Ok;
    std::string check;   // dotted: broker.version, database.sql_mode
    std::string found;   // what is there
    std::string remedy;  // empty where it is good
    Silent silent = Silent::Nobody;
    std::string service = {};  // of whom it speaks, where it is one
    friend bool operator==(const Finding&, const Finding&) = default;
};
using Findings = std::vector<Finding>;

inline Finding good(std::string check, std::string found) {
    return {Level::Ok, std::move(check), std::move(found), {}, Silent::Nobody, {}};
}
inline Finding warn(std::string check, std::string found, std::string remedy) {
    return {Level::Warn, std::move(check), std::move(found), std::move(remedy), Silent::Nobody, {}};
}
inline Finding bad(std::string check, std::string found, std::string remedy) {
    return {Level::Bad, std::move(check), std::move(found), std::move(remedy), Silent::Nobody, {}};
}
inline Finding silent(Silent who, std::string check, std::string found, std::string remedy) {
    return {Level::Bad, std::move(check), std::move(found), std::move(remedy), who, {}};
}

// No finding is Bad.
bool all_hold(const Findings& findings);

// Pure: for people, those that need something first; and for programs.
std::string findings_text(const Findings& findings);
std::string findings_json(const Findings& findings);

}  // namespace ctl
