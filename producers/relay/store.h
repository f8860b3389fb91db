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
    // These of the taken rows become `queued`; the others are left as they were. Retryable where
    // nobody knows whether it happened.
    [[nodiscard]] base::Status mark(const std::vector<std::string>& ids, int64_t now_us);
    // The same of rows that are not locked any more, and still wait.
    [[nodiscard]] base::Status mark_late(const std::vector<std::string>& ids, int64_t now_us);
    void give_back() { session_.rollback(); }

    struct Backlog {
        int64_t rows = 0;
        int64_t oldest_us = 0;  // since the Unix epoch; 0: none waits
    };
    [[nodiscard]] base::Result<Backlog> backlog();
    // What has expired before anybody began to send it is `dead`. At most `most`; returns how many.
    [[nodiscard]] base::Result<uint64_t> expire(int64_t now_us, size_t most);

  private:
    base::Result<uint64_t> expire_in_transaction(int64_t now_us, size_t most);
    base::Status commit();

    db::Session session_;
    const Urgency urgency_;
};

}  // namespace relay
