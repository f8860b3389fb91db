#pragma once

#include <mysql.h>

#include <map>
#include <string>

#include "common/db/rows.h"

namespace db {

// The prepared statements of one connection, by their text. Private to this room. One thread at a
// time.
class Bulk {
  public:
    // No packet is to hold more than `bytes_max`: more rows go in several statements.
    Bulk(MYSQL* connection, size_t bytes_max) : connection_{connection}, bytes_max_{bytes_max} {}
    ~Bulk();
    Bulk(const Bulk&) = delete;
    Bulk& operator=(const Bulk&) = delete;

    // Whether the server knows the bulk protocol: MariaDB since 10.2.
    [[nodiscard]] bool supported() const;

    struct Outcome {
        unsigned error = 0;  // native code, 0 for none
        std::string message;
    };
    Outcome execute(const Rows& rows);

  private:
    MYSQL_STMT* prepared(const std::string& sql, Outcome& outcome);
    static Outcome execute(MYSQL_STMT* statement, const Rows& rows, size_t first, size_t end);

    MYSQL* connection_;
    const size_t bytes_max_;
    std::map<std::string, MYSQL_STMT*> statements_;  // as many as the programs have INSERTs
};

}  // namespace db
