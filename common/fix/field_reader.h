#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/fix/groups.h"
#include "common/fix/trading.h"

namespace fix {

// A field as errors name it: "44 Price".
struct Named {
    int number;
    std::string_view name;
};

// Reads values out of a message's fields and keeps the first problem: "44 Price: not a decimal".
// A field that is absent, blank or of number 0 gives the default; blanks around a value do not
// count. The fields must outlive it.
class FieldReader {
  public:
    explicit FieldReader(std::span<const Tag> fields)
        : fields_{fields}, in_groups_{in_groups(fields)} {}

    [[nodiscard]] std::span<const Tag> fields() const { return fields_; }
    [[nodiscard]] bool has(int number) const { return find(number).has_value(); }
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
        const std::optional<std::string_view> value = find(field.number);
        if (!value) {
            if (!usual) fail(field, "missing");
            return usual.value_or(Enum{});
        }
        const std::optional<Enum> read = of(*value);
        if (!read) fail(field, "unknown value " + std::string{*value});
        return read.value_or(Enum{});
    }

    // A value that the reader can do without: what `read` finds wrong is no problem, the field is
    // noted as it was sent, and `usual` counts.
    template <class Value, class Read>
    Value spare(Named field, Value usual, const Read& read) {
        const bool good = problem_.empty();
        Value value = read(field);
        if (!good || problem_.empty()) return value;
        problem_.clear();
        note(field.number);
        return usual;
    }
    // Keeps the field as it was sent: "59=5".
    void note(int number);
    [[nodiscard]] const std::string& notes() const { return notes_; }
    // A problem where the field stands there twice and says two things.
    void must_be_one(Named field);

    void fail(Named field, std::string_view what);
    [[nodiscard]] const std::string& problem() const { return problem_; }

    // The value, or the first problem as Invalid.
    template <class Value>
    base::Result<Value> result(Value value) const {
        if (problem_.empty()) return value;
        return base::Error{base::Errc::Invalid, problem_};
    }

  private:
    [[nodiscard]] std::optional<std::string_view> find(int number) const;
    [[nodiscard]] bool in_group(size_t at) const { return !in_groups_.empty() && in_groups_[at]; }

    std::span<const Tag> fields_;
    std::vector<bool> in_groups_;
    std::string problem_;
    std::string notes_;
};

// The fields that say which instrument; the dialect's exchange and segment where they are absent.
Instrument read_instrument(FieldReader& reader, const Dialect& dialect);
void write_instrument(std::vector<Tag>& fields, const Instrument& instrument,
                      const Dialect& dialect);

}  // namespace fix
