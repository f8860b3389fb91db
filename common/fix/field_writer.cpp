#include "common/fix/field_writer.h"

#include "common/base/decimal.h"
#include "common/fix/field_reader.h"
#include "common/fix/timestamp.h"

namespace fix {

std::string price_text(int64_t units) {
    std::string text;
    base::append_price(text, units);
    return text;
}

FieldWriter& FieldWriter::text(int number, std::string_view value) {
    if (number != 0 && !value.empty()) message_.add(number, std::string(value));
    return *this;
}

FieldWriter& FieldWriter::whole(int number, int64_t value) {
    return text(number, std::to_string(value));
}

FieldWriter& FieldWriter::price(int number, int64_t units) {
    return text(number, price_text(units));
}

FieldWriter& FieldWriter::time(int number, int64_t us) {
    return us == 0 ? *this : text(number, write_timestamp(us));
}

FieldWriter& FieldWriter::instrument(const Instrument& instrument, const Dialect& dialect) {
    write_instrument(message_.fields, instrument, dialect);
    return *this;
}

}  // namespace fix
