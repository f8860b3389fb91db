#include "common/fix/field_reader.h"

#include <charconv>
#include <limits>

#include "common/base/decimal.h"
#include "common/fix/codes.h"
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

const std::string* FieldReader::find(int number) const {
    if (number == 0) return nullptr;
    for (const Tag& tag : fields_) {
        if (tag.number == number) return tag.value.empty() ? nullptr : &tag.value;
    }
    return nullptr;
}

void FieldReader::fail(Named field, std::string_view what) {
    if (!problem_.empty()) return;
    problem_ = std::to_string(field.number) + " ";
    problem_ += field.name;
    problem_ += ": ";
    problem_ += what;
}

std::string FieldReader::text(int number) const {
    const std::string* const value = find(number);
    return value == nullptr ? std::string() : *value;
}

std::string FieldReader::required(Named field) {
    const std::string* const value = find(field.number);
    if (value == nullptr) fail(field, "missing");
    return value == nullptr ? std::string() : *value;
}

int64_t FieldReader::whole(Named field, int64_t usual) {
    const std::string* const value = find(field.number);
    if (value == nullptr) return usual;
    std::string_view digits = *value;
    const size_t point = digits.find('.');
    if (point != std::string_view::npos) {
        if (digits.find_first_not_of('0', point + 1) != std::string_view::npos) {
            fail(field, "not a whole number");
        }
        digits = digits.substr(0, point);
    }
    int64_t number = 0;
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) fail(field, "not a whole number");
    if (number < 0) fail(field, "negative");
    return number;
}

int64_t FieldReader::price(Named field) {
    const std::string* const value = find(field.number);
    if (value == nullptr) return 0;
    const auto read = base::parse_price(*value);
    if (const auto* error = std::get_if<base::DecimalError>(&read)) {
        fail(field, reason_of(*error));
        return 0;
    }
    return std::get<int64_t>(read);
}

int64_t FieldReader::time(Named field, int64_t usual) {
    const std::string* const value = find(field.number);
    int64_t us = usual;
    if (value != nullptr && !read_timestamp(*value, us)) fail(field, "not a UTC time");
    return us;
}

uint32_t FieldReader::day(Named field, uint32_t usual) {
    int64_t us = 0;
    const std::string* const value = find(field.number);
    if (value == nullptr) return usual;
    if (!read_timestamp(*value + "-00:00:00", us)) fail(field, "not a day");
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
