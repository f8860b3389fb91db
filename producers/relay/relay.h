#pragma once

#include <string>
#include <vector>

#include "producers/relay/lane.h"

namespace relay {

// From rows of `notices` to messages for the notifier: see docs/outbox.md. Several may run: they
// share the rows out among themselves. Loop thread only.
class Relay {
  public:
    Relay(loop::Loop& loop, const RelayConfig& config, const amqp::LinkConfig& link,
          const db::DatabaseConfig& database, metrics::Registry& registry);

    [[nodiscard]] std::vector<std::string> not_ready() const;
    // Ends the links; a statement under way ends first.
    void stop();
    [[nodiscard]] bool failed() const { return failed_; }

  private:
    void fail(const std::string& why);

    loop::Loop& loop_;
    bool failed_ = false;
    Lane urgent_;
    Lane bulk_;
};

}  // namespace relay
