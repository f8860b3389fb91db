#include "common/account/exchanges.h"

#include <charconv>

#include "common/events/names.h"
#include "common/verdict/tables.h"

namespace account {

std::string unreached_sql() {
    return "COALESCE(" + verdict::unreached_exchanges_sql(verdict::Limits{}) + ",'')";
}

Unreached read_unreached(std::string_view numbers) {
    Unreached unreached;
    const char* at = numbers.data();
    const char* const end = at + numbers.size();
    while (at != end) {
        int number = 0;
        const auto read = std::from_chars(at, end, number);
        if (read.ptr == at) break;
        unreached.insert(static_cast<events::Exchange>(number - 1));  // ENUM columns count from 1
        at = read.ptr == end ? end : read.ptr + 1;
    }
    return unreached;
}

std::string reason_to_wait(events::Exchange exchange, const Unreached& unreached) {
    if (!unreached.contains(exchange)) return {};
    return "the session with " + std::string{events::name_of(exchange)} + " is down";
}

}  // namespace account
