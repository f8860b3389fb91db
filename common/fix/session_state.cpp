#include "common/fix/session_state.h"

#include <quickfix/Utility.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

namespace fix {
namespace {

int64_t machine_clock_us() {
    using std::chrono::microseconds;
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<microseconds>(since).count();
}

// Whether QuickFIX has written numbers of this session; before it opens its store. Makes the
// folder.
bool has_numbers(const std::string& folder, const FIX::SessionID& id) {
    FIX::file_mkdir(folder.c_str());
    const std::string name = id.getBeginString().getValue() + "-" +
                             id.getSenderCompID().getValue() + "-" +
                             id.getTargetCompID().getValue() + ".seqnums";
    return access((folder + "/" + name).c_str(), F_OK) == 0 || errno != ENOENT;
}

}  // namespace

SessionState::SessionState(const EngineConfig& engine, const SessionConfig& with)
    : config(with),
      id(with.begin_string, with.sender, with.target),
      day(engine.store_dir + "/" + with.name + ".day", with.day_begins_s, with.utc_offset_s,
          has_numbers(engine.store_dir, id), engine.wall_us ? engine.wall_us : machine_clock_us) {}

SessionStates::SessionStates(const EngineConfig& config) {
    for (const SessionConfig& session : config.sessions) {
        all_.push_back(std::make_unique<SessionState>(config, session));
        SessionState& state = *all_.back();
        state.acceptor = config.acceptor;
        by_name_[session.name] = &state;
        by_id_[state.id] = &state;
    }
}

SessionState* SessionStates::by_name(const std::string& name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

SessionState* SessionStates::by_id(const FIX::SessionID& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
}

}  // namespace fix
