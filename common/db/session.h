#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/db/database_config.h"
#include "common/db/rows.h"

namespace db {

using Row = std::vector<std::optional<std::string>>;

// One connection to MariaDB or MySQL through SOCI. One thread at a time; every call blocks up to
// its time-outs. After an error that loses the connection the session is closed; `connect` opens a
// fresh one. It never reconnects by itself: a new connection in the middle of a transaction would
// go on with half of it.
class Session {
  public:
    explicit Session(DatabaseConfig config);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // READ COMMITTED, utf8mb4, strict mode. Does nothing where it is connected.
    [[nodiscard]] base::Status connect();
    void close();
    [[nodiscard]] bool connected() const;

    // One statement without a result set. Returns how many rows it matched or inserted.
    [[nodiscard]] base::Result<uint64_t> execute(std::string_view sql);
    // All rows in one statement; nothing to do where there are none.
    [[nodiscard]] base::Status execute(const Rows& rows);
    // One statement with a result set.
    [[nodiscard]] base::Result<std::vector<Row>> query(std::string_view sql);

    // What waits for the answer of COMMIT may never learn whether it happened: the error is
    // Retryable, and the caller reads its watermark again before it decides.
    [[nodiscard]] base::Status begin();
    // A transaction that sees one moment of the database: that of its first plain SELECT.
    // Statements that lock or write see the present, before and after it.
    [[nodiscard]] base::Status begin_snapshot();
    [[nodiscard]] base::Status commit();
    void rollback();  // a failure closes the session, which rolls back too

  private:
    struct Impl;

    base::Error failure(std::string_view sql);
    base::Error failure(std::string_view sql, unsigned code, std::string_view message);

    DatabaseConfig config_;
    std::unique_ptr<Impl> impl_;
};

}  // namespace db
