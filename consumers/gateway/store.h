#pragma once

#include <string>
#include <vector>

#include "common/db/session.h"
#include "consumers/gateway/desk.h"
#include "consumers/gateway/statements.h"

namespace gateway {

// What has happened on the wire and with answers, to be written in one transaction.
struct Records {
    std::vector<RecordSent> sent;
    std::vector<Refuse> refused;
    std::vector<Reject> rejected;

    [[nodiscard]] bool empty() const { return sent.empty() && refused.empty() && rejected.empty(); }
    [[nodiscard]] size_t count() const { return sent.size() + refused.size() + rejected.size(); }
};

struct MarkOutcome {
    Marked marked;
    std::vector<std::string> fenced_accounts;  // to be woken
};

struct Found {
    std::vector<ExitOrder> open;
    std::vector<std::string> ended_accounts;
};

// One FIX session's rows in the database. One thread at a time; calls block.
class Store {
  public:
    Store(db::DatabaseConfig config, std::string session);

    [[nodiscard]] base::Status connect() { return session_.connect(); }
    void close() { session_.close(); }

    [[nodiscard]] base::Result<std::vector<ExitOrder>> look(const std::vector<std::string>& ids);
    // One transaction, committed when it returns well. Where the answer of COMMIT was lost: again,
    // with the same mark; what the first one marked is then won, too, if it may still be sent.
    // `day_only`: the exchange takes no other validity.
    [[nodiscard]] base::Result<MarkOutcome> mark(const std::vector<std::string>& ids,
                                                 const std::string& mark, bool day_only);
    [[nodiscard]] base::Status put_back(const std::vector<PutBack>& rows);
    // One transaction; may be repeated. The accounts of what was refused or rejected.
    [[nodiscard]] base::Result<std::vector<std::string>> record(const Records& records);
    [[nodiscard]] base::Result<std::vector<BookAnswer>> books(const std::vector<ExitOrder>& orders);
    [[nodiscard]] base::Result<Found> find_open(size_t limit, bool with_ended);

  private:
    base::Result<MarkOutcome> mark_in_transaction(const std::vector<std::string>& ids,
                                                  const std::string& mark, bool day_only);
    base::Status write(const Records& records);
    base::Status commit();
    base::Result<std::vector<std::string>> texts(const std::string& sql);

    db::Session session_;
    const std::string name_;
};

}  // namespace gateway
