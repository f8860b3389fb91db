#include "common/fix/field_reader.h"

#include <limits>

#include "common/base/decimal.h"
#include "common/fix/codes.h"
#include "common/fix/number_text.h"
#include "common/fix/timestamp.h"

namespace fix {
namespace {

std::string_view reason_of(base::DecimalError error) {
    switch (error) {
        case base::DecimalError::TooManyDecimals:
            return "more than 4 decimals";
        case base::DecimalError::TooLarge:
            return "too large";
        case base::DecimalError::NotADecimal:
        case base::DecimalError::Exponent:
            break;
    }
    return "not a decimal";
}

}  // namespace

std::optional<std::string_view> FieldReader::find(int number) const {
    if (number == 0) return std::nullopt;
    for (size_t at = 0; at < fields_.size(); ++at) {
        if (fields_[at].number != number || in_group(at)) continue;
        const std::string_view value = without_blanks(fields_[at].value);
        return value.empty() ? std::nullopt : std::optional{value};
    }
    return std::nullopt;
}

void FieldReader::note(int number) {
    const auto value = find(number);
    if (!value) return;
    if (!notes_.empty()) notes_.push_back(' ');
    notes_.append(std::to_string(number)).append("=").append(*value);
}

void FieldReader::must_be_one(Named field) {
    const auto first = find(field.number);
    if (!first) return;
    for (size_t at = 0; at < fields_.size(); ++at) {
        if (fields_[at].number != field.number || in_group(at)) continue;
        if (without_blanks(fields_[at].value) != *first) {
            return fail(field, "given twice, with different values");
        }
    }
}

void FieldReader::fail(Named field, std::string_view what) {
    if (!problem_.empty()) return;
    problem_ = std::to_string(field.number) + " ";
    problem_ += field.name;
    problem_ += ": ";
    problem_ += what;
}

std::string FieldReader::text(int number) const {
    return std::string{find(number).value_or(std::string_view{})};
}

std::string FieldReader::required(Named field) {
    const auto value = find(field.number);
    if (!value) fail(field, "missing");
    return std::string{value.value_or(std::string_view{})};
}

int64_t FieldReader::whole(Named field, int64_t usual) {
    const auto value = find(field.number);
    if (!value) return usual;
    int64_t number = 0;
    const std::string_view problem = read_whole(*value, number);
    if (!problem.empty()) fail(field, problem);
    return number;
}

int64_t FieldReader::price(Named field) {
    const auto value = find(field.number);
    if (!value) return 0;
    const auto read = read_decimal(*value);
    if (const auto* error = std::get_if<base::DecimalError>(&read)) {
        fail(field, reason_of(*error));
        return 0;
    }
    return std::get<int64_t>(read);
}

int64_t FieldReader::time(Named field, int64_t usual) {
    const auto value = find(field.number);
    int64_t us = usual;
    if (value && !read_timestamp(std::string{*value}, us)) fail(field, "not a UTC time");
    return us;
}

uint32_t FieldReader::day(Named field, uint32_t usual) {
    int64_t us = 0;
    const auto value = find(field.number);
    if (!value) return usual;
    if (!read_timestamp(std::string{*value} + "-00:00:00", us)) fail(field, "not a day");
    return day_of(us, /*offset_s=*/0);
}

Instrument read_instrument(FieldReader& reader, const Dialect& dialect) {
    Instrument instrument;
    instrument.exchange = reader.code<events::Exchange>({dialect.exchange_tag, "exchange"},
                                                        exchange_of, dialect.exchange);
    instrument.segment =
        reader.code<events::Segment>({dialect.segment_tag, "segment"}, segment_of, dialect.segment);
    const Named token{dialect.token_tag, "token"};
    const int64_t number = reader.whole(token);
    if (number > std::numeric_limits<uint32_t>::max()) reader.fail(token, "too large");
    instrument.token = static_cast<uint32_t>(number);
    instrument.symbol = reader.text(55);
    return instrument;
}

void write_instrument(std::vector<Tag>& fields, const Instrument& instrument,
                      const Dialect& dialect) {
    if (dialect.token_tag != 0) {
        fields.push_back({dialect.token_tag, std::to_string(instrument.token)});
        if (dialect.token_tag == 48) fields.push_back({22, dialect.security_id_source});
    }
    if (!instrument.symbol.empty()) fields.push_back({55, instrument.symbol});
    if (dialect.exchange_tag != 0) {
        fields.push_back({dialect.exchange_tag, std::string(name_of(instrument.exchange))});
    }
    if (dialect.segment_tag != 0) {
        fields.push_back({dialect.segment_tag, std::string(name_of(instrument.segment))});
    }
}

}  // namespace fix
