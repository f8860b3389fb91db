#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace db {

// Rows for one INSERT, gathered column by column. Session::execute sends them in MariaDB's bulk
// protocol, which spares the server the parsing of every value (a third of its time,
// docs/performance.md), or as one multi-row statement. Texts are views: what they point to must
// live until the rows are executed.
class Rows {
  public:
    enum class Type {
        Text,
        Bytes,  // need not be text
        Integer,
        Choice  // index of an ENUM value, from 1
    };

    // `head`: "INSERT INTO t (a,b) VALUES "; `tail`: what follows the rows. Both constants.
    Rows(std::string_view head, const std::vector<Type>& types, std::string_view tail);

    // The next value of the row under way, in the order of the columns; types must fit.
    Rows& text(std::string_view value);
    Rows& bytes(std::string_view value);
    Rows& integer(int64_t value);
    template <class Enum>
    Rows& choice(Enum value) {
        return choice_index(static_cast<int64_t>(value) + 1);
    }

    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] size_t count() const { return count_; }
    void reserve(size_t rows);

    // As one statement: values as literals.
    [[nodiscard]] std::string sql() const;
    // As a statement to be prepared: one row of question marks.
    [[nodiscard]] std::string prepared_sql() const;

    struct Column {
        Type type{};
        std::vector<const char*> texts;
        std::vector<unsigned long> lengths;
        std::vector<int64_t> integers;
        std::vector<int8_t> choices;
    };
    [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }

  private:
    Rows& choice_index(int64_t index);
    Rows& view(Type type, std::string_view value);
    Column& next(Type type);
    void append_value(std::string& sql, const Column& column, size_t row) const;

    std::string_view head_;
    std::string_view tail_;
    std::vector<Column> columns_;
    size_t at_ = 0;
    size_t count_ = 0;  // whole rows
};

}  // namespace db
