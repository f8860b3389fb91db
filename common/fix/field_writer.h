#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/fix/trading.h"

namespace fix {

// Builds a message; a tag of 0 and an empty value are left out.
class FieldWriter {
  public:
    explicit FieldWriter(std::string type) { message_.type = std::move(type); }

    FieldWriter& text(int number, std::string_view value);
    FieldWriter& whole(int number, int64_t value);
    FieldWriter& price(int number, int64_t units);
    FieldWriter& price_if(int number, int64_t units) {
        return units == 0 ? *this : price(number, units);
    }
    FieldWriter& time(int number, int64_t us);  // 0: left out
    FieldWriter& instrument(const Instrument& instrument, const Dialect& dialect);
    Message take() { return std::move(message_); }

  private:
    Message message_;
};

std::string price_text(int64_t units);

}  // namespace fix
