#include "common/db/bulk.h"

#include <algorithm>
#include <vector>

namespace db {
namespace {

// The library's structs take pointers to non-const, but only read parameters.
template <class T>
void* buffer_of(const std::vector<T>& values, size_t first) {
    return const_cast<void*>(static_cast<const void*>(values.data() + first));
}

MYSQL_BIND bind_of(const Rows::Column& column, size_t first) {
    MYSQL_BIND bind{};
    switch (column.type) {
        case Rows::Type::Text:
        case Rows::Type::Bytes:
            bind.buffer_type =
                column.type == Rows::Type::Text ? MYSQL_TYPE_STRING : MYSQL_TYPE_BLOB;
            bind.buffer = buffer_of(column.texts, first);
            bind.length = const_cast<unsigned long*>(column.lengths.data() + first);
            break;
        case Rows::Type::Integer:
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = buffer_of(column.integers, first);
            break;
        case Rows::Type::Choice:
            bind.buffer_type = MYSQL_TYPE_TINY;
            bind.buffer = buffer_of(column.choices, first);
            break;
    }
    return bind;
}

// The end of the rows from `first` that one packet of so many bytes takes: at least one row.
size_t fits(const Rows& rows, size_t first, size_t bytes_max) {
    constexpr size_t kValueBytes = 10;  // a number, or a text's length, with its indicator
    size_t bytes = 0;
    for (size_t row = first; row < rows.count(); ++row) {
        for (const Rows::Column& column : rows.columns()) {
            bytes += kValueBytes + (column.lengths.empty() ? 0 : column.lengths[row]);
        }
        if (bytes > bytes_max) return std::max(row, first + 1);
    }
    return rows.count();
}

Bulk::Outcome failure(MYSQL_STMT* statement) {
    return {mysql_stmt_errno(statement), mysql_stmt_error(statement)};
}

}  // namespace

Bulk::~Bulk() {
    for (auto& [sql, statement] : statements_) mysql_stmt_close(statement);
}

bool Bulk::supported() const {
    constexpr unsigned long kSince = 100200;
    return mariadb_connection(connection_) && mysql_get_server_version(connection_) >= kSince;
}

MYSQL_STMT* Bulk::prepared(const std::string& sql, Outcome& outcome) {
    if (const auto known = statements_.find(sql); known != statements_.end()) return known->second;
    MYSQL_STMT* statement = mysql_stmt_init(connection_);
    if (mysql_stmt_prepare(statement, sql.data(), sql.size()) != 0) {
        outcome = failure(statement);
        mysql_stmt_close(statement);
        return nullptr;
    }
    statements_[sql] = statement;
    return statement;
}

Bulk::Outcome Bulk::execute(const Rows& rows) {
    Outcome outcome;
    MYSQL_STMT* statement = prepared(rows.prepared_sql(), outcome);
    if (statement == nullptr) return outcome;
    for (size_t first = 0; first < rows.count() && outcome.error == 0;) {
        const size_t end = fits(rows, first, bytes_max_);
        outcome = execute(statement, rows, first, end);
        first = end;
    }
    return outcome;
}

Bulk::Outcome Bulk::execute(MYSQL_STMT* statement, const Rows& rows, size_t first, size_t end) {
    std::vector<MYSQL_BIND> binds;
    for (const Rows::Column& column : rows.columns()) binds.push_back(bind_of(column, first));
    auto count = static_cast<unsigned>(end - first);
    const bool done = mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &count) == 0 &&
                      mysql_stmt_bind_param(statement, binds.data()) == 0 &&
                      mysql_stmt_execute(statement) == 0;
    return done ? Outcome{} : failure(statement);
}

}  // namespace db
