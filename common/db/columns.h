#pragma once

#include <charconv>
#include <cstdint>

#include "common/base/must.h"
#include "common/db/session.h"

namespace db {

// Reads the columns of a row one after the other, in the order of the SELECT. NULL where none is
// expected, or text where a number is, is a bug in the statement. ENUM columns are selected as
// numbers: `side+0`.
class Columns {
  public:
    explicit Columns(const Row& row) : row_{row} {}

    std::string text() { return next(); }
    int64_t integer() {
        const std::string& digits = next();
        int64_t value = 0;
        const auto end = digits.data() + digits.size();
        base::must(std::from_chars(digits.data(), end, value).ptr == end);
        return value;
    }
    template <class Integer>
    Integer as() {
        return static_cast<Integer>(integer());
    }
    bool flag() { return integer() != 0; }
    template <class Enum>
    Enum choice() {
        return static_cast<Enum>(integer() - 1);
    }

  private:
    const std::string& next() {
        base::must(at_ < row_.size() && row_[at_].has_value());
        return *row_[at_++];
    }
    const Row& row_;
    size_t at_ = 0;
};

}  // namespace db
