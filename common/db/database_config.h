#pragma once

#include <string>

#include "common/config/section.h"

namespace db {

struct DatabaseConfig {
    std::string host = "127.0.0.1";
    int port = 3306;
    std::string name = "backstop";
    std::string user = "backstop";
    std::string password;
    int connect_timeout_s = 5;
    // Longer than the longest lock wait (innodb_lock_wait_timeout = 5 in our sessions), so that the
    // server answers first.
    int io_timeout_s = 8;
};

// The [database] section. The password is left empty: it comes from this environment variable.
inline constexpr const char* kPasswordVariable = "BACKSTOP_DATABASE_PASSWORD";
DatabaseConfig database_config(config::Section& section);

}  // namespace db
