#include "common/fix/field_reader.h"
#include "common/fix/field_writer.h"
#include "common/fix/timestamp.h"

namespace fix {
namespace {

constexpr int64_t kNone = 0;
constexpr std::string_view kChange = "1";  // MDUpdateAction

void add_entry(Group& group, std::string_view type, const Price& price, int64_t units,
               bool snapshot, const Dialect& dialect) {
    std::vector<Tag> entry;
    if (!snapshot) entry.push_back({279, std::string(kChange)});
    entry.push_back({269, std::string(type)});
    write_instrument(entry, price.instrument, dialect);
    entry.push_back({270, price_text(units)});
    if (price.time_us != 0) entry.push_back({60, write_timestamp(price.time_us)});
    group.entries.push_back(std::move(entry));
}

}  // namespace

// Every entry names its instrument, in a snapshot too, so that one message carries many.
Message write(const std::vector<Price>& prices, bool snapshot, const Dialect& dialect) {
    Message message = FieldWriter{snapshot ? "W" : "X"}.take();
    Group group{268, {}};
    for (const Price& price : prices) {
        const bool nothing = price.last == kNone && price.bid == kNone && price.ask == kNone;
        if (price.bid != kNone) add_entry(group, "0", price, price.bid, snapshot, dialect);
        if (price.ask != kNone) add_entry(group, "1", price, price.ask, snapshot, dialect);
        if (price.last != kNone || nothing) {
            add_entry(group, "2", price, price.last, snapshot, dialect);
        }
    }
    message.groups.push_back(std::move(group));
    return message;
}

}  // namespace fix
