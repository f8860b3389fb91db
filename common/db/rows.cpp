#include "common/db/rows.h"

#include "common/base/must.h"
#include "common/db/literal.h"

namespace db {

Rows::Rows(std::string_view head, const std::vector<Type>& types, std::string_view tail)
    : head_{head}, tail_{tail}, columns_(types.size()) {
    for (size_t i = 0; i < types.size(); ++i) columns_[i].type = types[i];
}

void Rows::reserve(size_t rows) {
    for (Column& column : columns_) {
        switch (column.type) {
            case Type::Text:
            case Type::Bytes:
                column.texts.reserve(rows);
                column.lengths.reserve(rows);
                break;
            case Type::Integer:
                column.integers.reserve(rows);
                break;
            case Type::Choice:
                column.choices.reserve(rows);
                break;
        }
    }
}

Rows::Column& Rows::next(Type type) {
    Column& column = columns_[at_];
    base::must(column.type == type);
    if (++at_ == columns_.size()) {
        at_ = 0;
        ++count_;
    }
    return column;
}

Rows& Rows::text(std::string_view value) { return view(Type::Text, value); }

Rows& Rows::bytes(std::string_view value) { return view(Type::Bytes, value); }

Rows& Rows::view(Type type, std::string_view value) {
    Column& column = next(type);
    // The client library takes a null pointer for NULL.
    column.texts.push_back(value.data() == nullptr ? "" : value.data());
    column.lengths.push_back(value.size());
    return *this;
}

Rows& Rows::integer(int64_t value) {
    next(Type::Integer).integers.push_back(value);
    return *this;
}

Rows& Rows::choice_index(int64_t index) {
    base::must(index > 0 && index <= INT8_MAX);
    next(Type::Choice).choices.push_back(static_cast<int8_t>(index));
    return *this;
}

void Rows::append_value(std::string& sql, const Column& column, size_t row) const {
    switch (column.type) {
        case Type::Text:
            return append_text(sql, {column.texts[row], column.lengths[row]});
        case Type::Bytes:
            return append_bytes(sql, {column.texts[row], column.lengths[row]});
        case Type::Integer:
            return append_integer(sql, column.integers[row]);
        case Type::Choice:
            return append_integer(sql, column.choices[row]);
    }
}

std::string Rows::sql() const {
    if (empty()) return {};
    std::string sql{head_};
    for (size_t row = 0; row < count_; ++row) {
        sql.push_back(row == 0 ? '(' : ',');
        if (row != 0) sql.push_back('(');
        for (size_t i = 0; i < columns_.size(); ++i) {
            if (i != 0) sql.push_back(',');
            append_value(sql, columns_[i], row);
        }
        sql.push_back(')');
    }
    return sql.append(tail_);
}

std::string Rows::prepared_sql() const {
    std::string sql{head_};
    for (size_t i = 0; i < columns_.size(); ++i) sql.append(i == 0 ? "(?" : ",?");
    return sql.append(")").append(tail_);
}

}  // namespace db
