#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/db/session.h"
#include "consumers/squareoff/store.h"

namespace squareoff::test {

constexpr uint32_t kDay = 20261120;
inline constexpr int64_t kMidnightUs = 1'795'113'000'000'000;  // kDay's, in India

inline const std::string kOrderColumns =
    "(account,day,exchange,segment,exchange_order_id,client_order_id,token,product,side,type,"
    "validity,quantity,filled,remaining,price,trigger_price,state,reason,origin,id,"
    "exchange_time_us)";

// The database of BACKSTOP_DATABASE_* as configured for this test.
db::DatabaseConfig database_config();

// The tables of the square-off, empty at the start of each test, and the vocabulary to fill them.
// Calls throw std::runtime_error where a statement fails.
class Site {
  public:
    Site();
    std::vector<db::Row> query(const std::string& sql);
    std::string value(const std::string& sql);  // of the first row and column; "" for none
    void execute(const std::string& sql);

    // ACTIVE under this epoch, or STANDBY.
    void site(bool active, int64_t epoch);
    void open_day(uint32_t day);
    // Shares with tokens 1 to `count`, at 100 rupees.
    void instruments(int count);
    // Each account long 100 of MIS in tokens 1 to `positions`.
    void accounts(const std::vector<std::string>& names, int positions);
    void pending(const std::string& account, const std::string& id, int token, int64_t quantity);
    db::Session& session() { return session_; }

  private:
    db::Session session_;
};

// Names that belong to one partition of so many.
std::vector<std::string> accounts_of(int32_t partition, int32_t partitions, size_t count);

events::Command exit_all(const std::string& id, const std::string& account, int64_t epoch = 1);
Work work_of(const std::vector<events::Command>& commands, int64_t now_us = 1'000'000);
Work look_at(const std::vector<std::string>& accounts, int64_t now_us = 2'000'000);
Store::Context context(int32_t partition = 0, int32_t partitions = 1);

}  // namespace squareoff::test
