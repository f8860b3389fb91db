#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace gateway {

// Notices that an exchange has lost its message store: its numbers are too low, then climb with
// each logon until they are what we expect. The logon that succeeds in the end looks like any
// other; that answers between are missing must be said. Pure.
class ResetWatch {
  public:
    // `why`: the engine's reason. What is to be reported: once, when a reset begins.
    std::optional<std::string> on_logout(const std::string& why);
    // What is to be reported: that a reset is over.
    std::optional<std::string> on_logon();
    [[nodiscard]] bool under_way() const { return lowest_ != 0; }

  private:
    int64_t expected_ = 0;
    int64_t lowest_ = 0;  // number that was received in this reset; 0: there is none
    int64_t logouts_ = 0;
};

}  // namespace gateway
