#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/fix/trading.h"

namespace fix {

// A field as errors name it: "44 Price".
struct Named {
    int number;
    std::string_view name;
};

// Reads values out of a message's fields and keeps the first problem: "44 Price: not a decimal".
// A field that is absent, empty or of number 0 gives the default. The fields must outlive it.
class FieldReader {
  public:
    explicit FieldReader(std::span<const Tag> fields) : fields_{fields} {}

    [[nodiscard]] bool has(int number) const { return find(number) != nullptr; }
    [[nodiscard]] std::string text(int number) const;
    std::string required(Named field);
    // A whole number that is not negative; "75.00" is one.
    int64_t whole(Named field, int64_t usual = 0);
    int64_t price(Named field);
    int64_t time(Named field, int64_t usual);
    uint32_t day(Named field, uint32_t usual);

    // `of` reads a code; without a field the default counts, without a default it is missing.
    template <class Enum>
    Enum code(Named field, std::optional<Enum> (*of)(std::string_view),
              std::optional<Enum> usual = std::nullopt) {
        const std::string* const value = find(field.number);
        if (value == nullptr) {
            if (!usual) fail(field, "missing");
            return usual.value_or(Enum{});
        }
        const std::optional<Enum> read = of(*value);
        if (!read) fail(field, "unknown value " + *value);
        return read.value_or(Enum{});
    }

    void fail(Named field, std::string_view what);
    [[nodiscard]] const std::string& problem() const { return problem_; }

    // The value, or the first problem as Invalid.
    template <class Value>
    base::Result<Value> result(Value value) const {
        if (problem_.empty()) return value;
        return base::Error{base::Errc::Invalid, problem_};
    }

  private:
    [[nodiscard]] const std::string* find(int number) const;

    std::span<const Tag> fields_;
    std::string problem_;
};

// The fields that say which instrument; the dialect's exchange and segment where they are absent.
Instrument read_instrument(FieldReader& reader, const Dialect& dialect);
void write_instrument(std::vector<Tag>& fields, const Instrument& instrument,
                      const Dialect& dialect);

}  // namespace fix
