#pragma once

#include <string>
#include <vector>

#include "common/db/session.h"
#include "consumers/notifier/notice.h"
#include "consumers/notifier/statements.h"

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

    // Ids of rows that are to be looked at although no message has come: their turn has come, their
    // message is lost, or who was sending them has died. At most 200, some of which may be in hand.
    [[nodiscard]] base::Result<std::vector<std::string>> due(const TableLane& lane, int64_t now_us);
    [[nodiscard]] base::Result<std::vector<std::string>> lost(const TableLane& lane,
                                                              int64_t before_us);
    [[nodiscard]] base::Result<std::vector<std::string>> stalled(const TableLane& lane,
                                                                 int64_t before_us, int64_t now_us);
    [[nodiscard]] base::Status note(const TableLane& lane, const Hold& hold, int64_t now_us);
    // When the oldest was created of those that have failed and wait in the table; 0: there is
    // none.
    [[nodiscard]] base::Result<int64_t> oldest_failed(const TableLane& lane);

  private:
    base::Result<std::vector<std::string>> ids(const std::string& statement);
    base::Result<std::vector<bool>> apply_in_transaction(const std::vector<Change>& changes,
                                                         int64_t now_us);

    db::Session session_;
};

}  // namespace notifier
