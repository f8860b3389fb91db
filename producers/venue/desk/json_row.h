#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace venue {

// One JSON object, as a line of an answer for scripts.
class JsonRow {
  public:
    JsonRow& text(std::string_view key, std::string_view value);
    JsonRow& integer(std::string_view key, int64_t value);
    // Rupees with their decimals, of units of 0.0001 rupee.
    JsonRow& price(std::string_view key, int64_t units);
    JsonRow& flag(std::string_view key, bool value);

    // The object and a line end.
    [[nodiscard]] std::string line() const { return row_ + "}\n"; }

  private:
    void begin(std::string_view key);

    std::string row_ = "{";
};

}  // namespace venue
