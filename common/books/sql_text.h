#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/db/literal.h"

// How the statements of this room are put together. Private to it.
namespace books {

// Values of one row, or conditions on one: small words that keep the statements below readable.
class Values {
  public:
    explicit Values(std::string& sql) : sql_{sql} { sql_.push_back('('); }
    ~Values() { sql_.push_back(')'); }
    Values(const Values&) = delete;
    Values& operator=(const Values&) = delete;

    Values& text(std::string_view value) {
        comma();
        db::append_text(sql_, value);
        return *this;
    }
    Values& integer(int64_t value) {
        comma();
        db::append_integer(sql_, value);
        return *this;
    }
    Values& bytes(std::string_view value) {
        comma();
        db::append_bytes(sql_, value);
        return *this;
    }
    // ENUM columns take the index, which saves the server the look-up by name.
    template <class Enum>
    Values& choice(Enum value) {
        return integer(static_cast<int64_t>(value) + 1);
    }
    Values& raw(std::string_view expression) {
        comma();
        sql_.append(expression);
        return *this;
    }

  private:
    void comma() {
        if (!first_) sql_.push_back(',');
        first_ = false;
    }
    std::string& sql_;
    bool first_ = true;
};

// The condition that picks one row. Column by column: MariaDB uses no index for (a,b)=(1,2) in an
// UPDATE, and the scan would wait for the rows that other partitions have locked.
class Where {
  public:
    explicit Where(std::string& sql) : sql_{sql} {}

    Where& text(std::string_view column, std::string_view value) {
        db::append_text(next(column), value);
        return *this;
    }
    Where& integer(std::string_view column, int64_t value) {
        db::append_integer(next(column), value);
        return *this;
    }
    template <class Enum>
    Where& choice(std::string_view column, Enum value) {
        return integer(column, static_cast<int64_t>(value) + 1);
    }

  private:
    std::string& next(std::string_view column) {
        sql_.append(first_ ? " WHERE " : " AND ").append(column).push_back('=');
        first_ = false;
        return sql_;
    }
    std::string& sql_;
    bool first_ = true;
};

template <class Rows, class Append>
std::string rows_statement(std::string_view head, const Rows& rows, std::string_view tail,
                           const Append& append) {
    if (rows.empty()) return {};
    constexpr size_t kRowBytes = 256;  // a guess that hardly ever makes the text grow again
    std::string sql;
    sql.reserve(head.size() + tail.size() + rows.size() * kRowBytes);
    sql.append(head);
    bool first = true;
    for (const auto& row : rows) {
        if (!first) sql.push_back(',');
        first = false;
        Values values{sql};
        append(row, values);
    }
    sql.append(tail);
    return sql;
}

}  // namespace books
