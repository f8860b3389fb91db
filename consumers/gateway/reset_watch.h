#pragma once

#include <optional>
#include <string>

namespace gateway {

// Notices that an exchange has lost message numbers, or its store. The session follows within a
// logon or two, and the logon that succeeds looks like any other: that answers between are missing
// must be said. Pure.
class ResetWatch {
  public:
    // `what`: of the engine. What is to be reported: once until the next logon.
    std::optional<std::string> on_lost(const std::string& what);
    // What is to be reported: that a reset is over.
    std::optional<std::string> on_logon();
    [[nodiscard]] bool under_way() const { return under_way_; }

  private:
    bool under_way_ = false;
};

}  // namespace gateway
