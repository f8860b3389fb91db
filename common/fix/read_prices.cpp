#include "common/fix/read_prices.h"

#include <algorithm>
#include <array>

#include "common/events/event.h"
#include "common/fix/field_reader.h"
#include "common/fix/timestamp.h"

namespace fix {
namespace {

using Fields = std::span<const Tag>;

constexpr int64_t kAheadUsMax = 3'600'000'000;  // of when the message was sent

// The fields before the group of entries, and the entries.
struct Split {
    Fields body;
    std::vector<Fields> entries;
};

// An entry begins with the tag that follows the count. One that leaves this tag out begins where a
// tag comes again that an entry has once, or its type behind a price: else its fields would be the
// entry's before it.
Split split(Fields fields, const Dialect& dialect) {
    const auto count = std::ranges::find(fields, 268, &Tag::number);
    Split split{Fields{fields.begin(), count}, {}};
    if (count == fields.end() || count + 1 == fields.end()) return split;
    const int first = (count + 1)->number;
    const std::array<int, 6> once{279, 269, 270, 278, 55, dialect.token_tag};
    for (auto begin = count + 1; begin != fields.end();) {
        auto end = begin + 1;
        for (; end != fields.end() && end->number != first; ++end) {
            if (std::ranges::find(once, end->number) == once.end()) continue;
            const bool another = std::any_of(begin, end, [&](const Tag& tag) {
                return tag.number == end->number || (tag.number == 270 && end->number == 269);
            });
            if (another) break;
        }
        split.entries.emplace_back(begin, end);
        begin = end;
    }
    return split;
}

// TransactTime, or MDEntryDate and MDEntryTime (of the message's day where there is no date), or
// when the message was sent.
int64_t time_of(FieldReader& entry, const Message& message) {
    const Named time{273, "MDEntryTime"};
    int64_t us = message.sending_time_us;
    if (entry.has(60)) {
        us = entry.time({60, "TransactTime"}, 0);
    } else if (entry.has(273)) {
        const std::string day =
            entry.has(272) ? entry.text(272) : std::to_string(day_of(message.sending_time_us, 0));
        if (!read_timestamp(day + "-" + entry.text(273), us)) entry.fail(time, "not a UTC time");
    }
    const bool sent = message.sending_time_us > 0;
    if (sent && us > message.sending_time_us + kAheadUsMax) entry.fail(time, "in the future");
    return us;
}

Instrument instrument_of(FieldReader& entry, FieldReader& body, const Dialect& dialect) {
    FieldReader& named = entry.has(dialect.token_tag) ? entry : body;
    const Instrument instrument = read_instrument(named, dialect);
    const Named token{dialect.token_tag, "token"};
    if (!body.problem().empty()) entry.fail(token, "of the message: " + body.problem());
    if (instrument.token == 0) entry.fail(token, "missing");
    if (instrument.token > events::kTokenMax) entry.fail(token, "too large");
    return instrument;
}

// MDUpdateAction: new, change, delete, overlay. A snapshot has none.
bool is_delete(FieldReader& entry) {
    const std::string action = entry.text(279);
    if (action.size() > 1 ||
        (!action.empty() && std::string_view{"0125"}.find(action) == std::string_view::npos)) {
        entry.fail({279, "MDUpdateAction"}, "unknown value " + action);
    }
    return action == "2";
}

int64_t units_of(FieldReader& entry) {
    const Named price{270, "MDEntryPx"};
    entry.required(price);
    const int64_t units = entry.price(price);
    if (units > events::kPriceMax || units < -events::kPriceMax) entry.fail(price, "too large");
    return units;
}

}  // namespace

PriceUpdates read_prices(const Message& message, const Dialect& dialect) {
    const Split parts = split(message.fields, dialect);
    PriceUpdates read;
    for (const Fields fields : parts.entries) {
        FieldReader entry{fields};
        FieldReader body{parts.body};
        const std::string type = entry.required({269, "MDEntryType"});
        const bool meant = type == "0" || type == "1" || type == "2";
        if (!type.empty() && !meant) continue;  // of no use to us, whatever else it says
        PriceUpdate update;
        update.instrument = instrument_of(entry, body, dialect);
        update.field = type == "0"   ? PriceField::Bid
                       : type == "1" ? PriceField::Ask
                                     : PriceField::Last;
        if (!is_delete(entry)) update.units = units_of(entry);
        update.time_us = time_of(entry, message);
        if (entry.problem().empty()) {
            read.updates.push_back(std::move(update));
        } else {
            read.refused.push_back(entry.problem());
        }
    }
    return read;
}

}  // namespace fix
