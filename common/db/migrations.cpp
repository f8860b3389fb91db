#include "common/db/migrations.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/base/crc32.h"
#include "common/db/literal.h"

namespace db {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

namespace {

bool is_comment(std::string_view sql, size_t at) {
    const std::string_view rest = sql.substr(at);
    return rest.starts_with("-- ") || rest.starts_with("--\n") || rest.starts_with('#') ||
           rest.starts_with("/*");
}

size_t end_of_comment(std::string_view sql, size_t at) {
    if (!sql.substr(at).starts_with("/*")) return std::min(sql.find('\n', at), sql.size());
    const size_t close = sql.find("*/", at + 2);
    return close == std::string_view::npos ? sql.size() : close + 2;
}

size_t end_of_quoted(std::string_view sql, size_t at) {
    const char quote = sql[at];
    for (++at; at < sql.size() && sql[at] != quote; ++at) {
        if (sql[at] == '\\' && quote != '`') ++at;
    }
    return std::min(at + 1, sql.size());
}

// Where the text that begins at `at` ends: a quoted text, a comment, or one character.
size_t end_of_token(std::string_view sql, size_t at) {
    const char c = sql[at];
    if (c == '\'' || c == '"' || c == '`') return end_of_quoted(sql, at);
    return is_comment(sql, at) ? end_of_comment(sql, at) : at + 1;
}

Status apply(Session& session, const Migration& migration) {
    for (const std::string& statement : split_statements(migration.sql)) {
        if (const auto done = session.execute(statement); !done.ok()) {
            return Error{done.error().code, migration.name + ": " + done.error().what};
        }
    }
    std::string record = "INSERT INTO migrations (number, name, checksum) VALUES (";
    append_integer(record, migration.number);
    record.push_back(',');
    append_text(record, migration.name);
    record.push_back(',');
    append_text(record, checksum_of(migration));
    record.push_back(')');
    if (const auto done = session.execute(record); !done.ok()) return done.error();
    return Unit{};
}

Result<std::vector<std::string>> apply_missing(Session& session,
                                               const std::vector<Migration>& migrations) {
    const auto made = session.execute(
        "CREATE TABLE IF NOT EXISTS migrations (number INT NOT NULL PRIMARY KEY, "
        "name VARCHAR(80) NOT NULL, checksum VARCHAR(20) NOT NULL, "
        "applied_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP) CHARACTER SET ascii");
    if (!made.ok()) return made.error();
    const auto rows = session.query("SELECT number, checksum FROM migrations ORDER BY number");
    if (!rows.ok()) return rows.error();
    std::vector<std::string> applied;
    for (const Migration& migration : migrations) {
        const auto known = std::find_if(
            rows.value().begin(), rows.value().end(),
            [&](const Row& row) { return row[0] == std::to_string(migration.number); });
        if (known == rows.value().end()) {
            if (const Status done = apply(session, migration); !done.ok()) return done.error();
            applied.push_back(migration.name);
        } else if ((*known)[1] != checksum_of(migration)) {
            return Error{
                Errc::Fatal,
                migration.name + ": changed since it was applied; add a new migration instead"};
        }
    }
    return applied;
}

}  // namespace

Result<std::vector<Migration>> read_migrations(const std::string& folder) {
    std::error_code error;
    std::vector<Migration> migrations;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        const std::string name = entry.path().stem().string();
        if (entry.path().extension() != ".sql") continue;
        std::ifstream file{entry.path()};
        std::ostringstream text;
        text << file.rdbuf();
        // Read as empty, it would be recorded as applied.
        if (text.str().empty())
            return Error{Errc::Fatal, entry.path().string() + ": not readable, or empty"};
        migrations.push_back({std::atoi(name.c_str()), name, text.str()});
    }
    if (error) return Error{Errc::Fatal, "read migrations in " + folder + ": " + error.message()};
    std::sort(migrations.begin(), migrations.end(),
              [](const Migration& a, const Migration& b) { return a.number < b.number; });
    for (size_t i = 0; i < migrations.size(); ++i) {
        if (migrations[i].number != static_cast<int>(i) + 1) {
            return Error{Errc::Fatal, folder + ": migration " + std::to_string(i + 1) +
                                          " is missing or stands twice (" + migrations[i].name +
                                          ")"};
        }
    }
    if (migrations.empty()) return Error{Errc::Fatal, folder + ": no migrations"};
    return migrations;
}

std::string checksum_of(const Migration& migration) {
    return std::to_string(base::crc32(migration.sql));
}

std::vector<std::string> split_statements(std::string_view sql) {
    std::vector<std::string> statements;
    std::string statement;
    const auto finish = [&] {
        const size_t begin = statement.find_first_not_of(" \t\r\n");
        if (begin != std::string::npos) statements.push_back(statement.substr(begin));
        statement.clear();
    };
    for (size_t at = 0; at < sql.size();) {
        const size_t end = end_of_token(sql, at);
        if (sql[at] == ';') {
            finish();
        } else if (!is_comment(sql, at)) {
            statement.append(sql.substr(at, end - at));
        }
        at = end;
    }
    finish();
    return statements;
}

Result<std::vector<std::string>> migrate(Session& session,
                                         const std::vector<Migration>& migrations) {
    constexpr const char* kLock = "SELECT GET_LOCK(CONCAT(DATABASE(), '.migrate'), 30)";
    const auto locked = session.query(kLock);
    if (!locked.ok()) return locked.error();
    if (locked.value().empty() || locked.value()[0][0] != "1") {
        return Error{Errc::Retryable, "another migrate has been running for 30 s"};
    }
    auto applied = apply_missing(session, migrations);
    const auto unlocked = session.query("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.migrate'))");
    if (applied.ok() && !unlocked.ok()) return unlocked.error();
    return applied;
}

}  // namespace db
