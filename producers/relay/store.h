#pragma once

#include <string>
#include <vector>

#include "common/db/session.h"
#include "producers/relay/batch.h"

namespace relay {

// One lane's rows in the database. One thread at a time; calls block.
//
// Between `take` and its end (`mark`, `give_back`, or the loss of the process) the rows are locked
// by an open transaction: no other relay publishes them, and the notifier, which may have a message
// before its row says `queued`, waits for that. Whatever ends without `mark` leaves them as they
// were.
class Store {
  public:
    Store(const db::DatabaseConfig& database, Urgency urgency)
        : session_{database}, urgency_{urgency} {}

    [[nodiscard]] base::Status connect() { return session_.connect(); }
    void close() { session_.close(); }

    // At most `most`, oldest first; empty: none, and no transaction is left open.
    [[nodiscard]] base::Result<std::vector<WaitingNotice>> take(size_t most);
    // The same of rows that stand in `sending` without a sign of life since before `before_us`.
    [[nodiscard]] base::Result<std::vector<WaitingNotice>> take_stalled(int64_t before_us,
                                                                        size_t most);
    // These of the taken rows become `queued`, or stay in `sending` where they stood there; the
    // others are left as they were. Retryable where nobody knows whether it happened: then they are
    // published again.
    [[nodiscard]] base::Status mark(const std::vector<std::string>& ids, int64_t now_us);
    void give_back() { session_.rollback(); }

    struct Backlog {
        int64_t rows = 0;
        int64_t oldest_us = 0;  // since the Unix epoch; 0: none waits
    };
    [[nodiscard]] base::Result<Backlog> backlog();
    // Rows that were `queued` before `before_us` and still are: `waiting` again. At most `most`;
    // returns how many.
    [[nodiscard]] base::Result<uint64_t> sweep(int64_t before_us, int64_t now_us, size_t most);

  private:
    base::Result<std::vector<WaitingNotice>> lock(const std::string& statement);

    db::Session session_;
    bool stalled_ = false;  // the rows that are taken
    const Urgency urgency_;
};

}  // namespace relay
