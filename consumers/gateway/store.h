#pragma once

#include <set>
#include <string>
#include <vector>

#include "common/db/session.h"
#include "consumers/gateway/desk.h"
#include "consumers/gateway/recorded.h"

namespace gateway {

struct MarkOutcome {
    Marked marked;
    std::vector<std::string> fenced_accounts;  // to be woken
};

struct Found {
    uint32_t day = 0;  // that is open, and not over; 0: none
    std::vector<exits::Exit> open;
    std::vector<std::string> ended_accounts;
    size_t in_doubt = 0;  // rows in whose answers the exchange contradicts itself
    int64_t oldest_doubt_us = 0;
};

// One FIX session's rows in the database. One thread at a time; calls block.
class Store {
  public:
    Store(db::DatabaseConfig config, std::string session);

    [[nodiscard]] base::Status connect() { return session_.connect(); }
    void close() { session_.close(); }

    [[nodiscard]] base::Result<std::vector<exits::Exit>> look(const std::vector<std::string>& ids);
    // One transaction, committed when it returns well. `orders`: as `look` has read them. Where the
    // answer of COMMIT was lost: again, with the same mark; what the first one marked is then won,
    // too, if it may still be sent. `day_only`: the exchange takes no other validity.
    [[nodiscard]] base::Result<MarkOutcome> mark(const std::vector<exits::Exit>& orders,
                                                 const std::string& mark, bool day_only);
    // Their accounts: what is planned again the square-off may withdraw. In doubt is that of which
    // a fill was heard, though it has not gone out.
    [[nodiscard]] base::Result<Recorded> put_back(const std::vector<PutBack>& rows);
    // One transaction; may be repeated. What was refused, rejected, is in doubt now, or had ended
    // before something was told that no plan counts with.
    [[nodiscard]] base::Result<Recorded> record(const Records& records);
    [[nodiscard]] base::Result<std::vector<BookAnswer>> books(
        const std::vector<exits::Exit>& orders);
    // Whether orders can go out, for the square-off and the verdict: the row of `order_sessions`.
    [[nodiscard]] base::Status note_session(bool logged_on);
    [[nodiscard]] base::Result<Found> find_open(size_t limit, bool with_ended);

  private:
    base::Result<MarkOutcome> mark_in_transaction(const std::vector<exits::Exit>& orders,
                                                  const std::string& mark, bool day_only);
    base::Result<MarkOutcome> sort_out(std::vector<exits::Exit> orders, const std::string& mark,
                                       bool some_fenced);
    // The rows that have ended, or may be in doubt.
    base::Result<std::set<std::string>> write(const Records& records);
    base::Result<Recorded> recorded(const std::set<std::string>& touched,
                                    const std::set<std::string>& uncounted);
    base::Status commit();
    base::Result<std::vector<std::string>> texts(const std::string& sql);

    db::Session session_;
    const std::string name_;
};

}  // namespace gateway
