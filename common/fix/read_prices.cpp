#include "common/fix/read_prices.h"

#include <algorithm>

#include "common/fix/field_reader.h"
#include "common/fix/timestamp.h"

namespace fix {
namespace {

using Fields = std::span<const Tag>;

// The fields before the group of entries, and the entries: each begins with the tag that follows
// the count.
struct Split {
    Fields body;
    std::vector<Fields> entries;
};

Split split(Fields fields) {
    const auto count = std::ranges::find(fields, 268, &Tag::number);
    Split split{Fields{fields.begin(), count}, {}};
    if (count == fields.end() || count + 1 == fields.end()) return split;
    const int first = (count + 1)->number;
    for (auto begin = count + 1; begin != fields.end();) {
        const auto end = std::find_if(begin + 1, fields.end(),
                                      [&](const Tag& tag) { return tag.number == first; });
        split.entries.emplace_back(begin, end);
        begin = end;
    }
    return split;
}

// TransactTime, or MDEntryDate and MDEntryTime (of the message's day where there is no date), or
// when the message was sent.
int64_t time_of(FieldReader& entry, const Message& message) {
    const Named time{273, "MDEntryTime"};
    if (entry.has(60)) return entry.time({60, "TransactTime"}, 0);
    if (!entry.has(273)) return message.sending_time_us;
    const std::string day =
        entry.has(272) ? entry.text(272) : std::to_string(day_of(message.sending_time_us, 0));
    int64_t us = 0;
    if (!read_timestamp(day + "-" + entry.text(273), us)) entry.fail(time, "not a UTC time");
    return us;
}

Price& price_of(std::vector<Price>& prices, const Instrument& instrument) {
    const auto found = std::ranges::find(prices, instrument, &Price::instrument);
    if (found != prices.end()) return *found;
    prices.push_back({});
    prices.back().instrument = instrument;
    return prices.back();
}

}  // namespace

base::Result<std::vector<Price>> read_prices(const Message& message, const Dialect& dialect) {
    const Split parts = split(message.fields);
    std::vector<Price> prices;
    for (const Fields fields : parts.entries) {
        FieldReader entry{fields};
        FieldReader body{parts.body};
        const bool own = entry.has(dialect.token_tag) || entry.has(55);
        const Instrument instrument = read_instrument(own ? entry : body, dialect);
        const std::string type = entry.required({269, "MDEntryType"});
        const bool gone = entry.text(279) == "2";
        const int64_t units = gone ? 0 : entry.price({270, "MDEntryPx"});
        const int64_t time_us = time_of(entry, message);
        for (const FieldReader* reader : {&entry, &body}) {
            if (!reader->problem().empty()) {
                return base::Error{base::Errc::Invalid, reader->problem()};
            }
        }
        if (type != "0" && type != "1" && type != "2") continue;
        Price& price = price_of(prices, instrument);
        if (type == "0") price.bid = units;
        if (type == "1") price.ask = units;
        if (type == "2") price.last = units;
        price.time_us = std::max(price.time_us, time_us);
    }
    return prices;
}

}  // namespace fix
