#pragma once

#include "common/db/session.h"

namespace replay {

// Two replays would write the same shadow, and swap the books under one another. The lock is the
// database session's, so it ends with the process, however that ends.
class OneAtATime {
  public:
    explicit OneAtATime(const db::DatabaseConfig& config)
        : session_{config}, name_{config.name + ".replay"} {}
    // Invalid: another replay runs.
    [[nodiscard]] base::Status take();

  private:
    db::Session session_;
    const std::string name_;
};

}  // namespace replay
