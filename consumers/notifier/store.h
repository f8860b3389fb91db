#pragma once

#include <string>
#include <vector>

#include "common/db/session.h"
#include "consumers/notifier/notice.h"

namespace notifier {

// The rows of `notices` for one lane. One thread at a time; calls block up to the session's
// time-outs.
class Store {
  public:
    explicit Store(db::DatabaseConfig config) : session_{std::move(config)} {}

    [[nodiscard]] base::Status connect() { return session_.connect(); }
    void close() { session_.close(); }

    // Those that exist, in any order.
    [[nodiscard]] base::Result<std::vector<Notice>> read(const std::vector<std::string>& ids);
    // One transaction. For each change whether it happened: not where the row stands otherwise than
    // expected. May be repeated after an error; what had happened then counts as not.
    [[nodiscard]] base::Result<std::vector<bool>> apply(const std::vector<Change>& changes,
                                                        int64_t now_us);

  private:
    base::Result<std::vector<bool>> apply_in_transaction(const std::vector<Change>& changes,
                                                         int64_t now_us);

    db::Session session_;
};

}  // namespace notifier
