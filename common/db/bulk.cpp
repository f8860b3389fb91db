#include "common/db/bulk.h"

#include <vector>

namespace db {
namespace {

// The library's structs take pointers to non-const, but only read parameters.
template <class T>
void* buffer_of(const std::vector<T>& values) {
    return const_cast<void*>(static_cast<const void*>(values.data()));
}

MYSQL_BIND bind_of(const Rows::Column& column) {
    MYSQL_BIND bind{};
    switch (column.type) {
        case Rows::Type::Text:
            bind.buffer_type = MYSQL_TYPE_STRING;
            bind.buffer = buffer_of(column.texts);
            bind.length = const_cast<unsigned long*>(column.lengths.data());
            break;
        case Rows::Type::Integer:
            bind.buffer_type = MYSQL_TYPE_LONGLONG;
            bind.buffer = buffer_of(column.integers);
            break;
        case Rows::Type::Choice:
            bind.buffer_type = MYSQL_TYPE_TINY;
            bind.buffer = buffer_of(column.choices);
            break;
    }
    return bind;
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
    std::vector<MYSQL_BIND> binds;
    for (const Rows::Column& column : rows.columns()) binds.push_back(bind_of(column));
    auto count = static_cast<unsigned>(rows.count());
    const bool done = mysql_stmt_attr_set(statement, STMT_ATTR_ARRAY_SIZE, &count) == 0 &&
                      mysql_stmt_bind_param(statement, binds.data()) == 0 &&
                      mysql_stmt_execute(statement) == 0;
    return done ? outcome : failure(statement);
}

}  // namespace db
