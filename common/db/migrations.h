#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"

namespace db {

struct Migration {
    int number = 0;    // 1 for 0001_books.sql
    std::string name;  // 0001_books
    std::string sql;
};

// The numbered files of a folder, in order. Fatal where a number is missing or stands twice.
base::Result<std::vector<Migration>> read_migrations(const std::string& folder);

// What is recorded with an applied migration, so that a changed text is noticed.
std::string checksum_of(const Migration& migration);

// The statements of a migration: split at semicolons outside quotes and comments.
std::vector<std::string> split_statements(std::string_view sql);

// Applies what has not been applied yet, in order, under a lock so that two runs do not meet;
// records each in the table `migrations`. Returns the names of what it applied. An applied file
// whose text has changed since is an error: write a new one. MariaDB commits after each CREATE: one
// that fails midway says which statement, and must be mended by hand.
base::Result<std::vector<std::string>> migrate(Session& session,
                                               const std::vector<Migration>& migrations);

}  // namespace db
