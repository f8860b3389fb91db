#include "common/fix/field_reader.h"
#include "common/fix/field_writer.h"
#include "common/fix/timestamp.h"

namespace fix {
namespace {

constexpr int64_t kNone = 0;
constexpr std::string_view kChange = "1";  // MDUpdateAction
constexpr std::string_view kDelete = "2";

// What there is none of is left out of a snapshot; an update says that it is gone.
void add_entry(Group& group, std::string_view type, const Price& price, int64_t units,
               bool snapshot, const Dialect& dialect) {
    if (snapshot && units == kNone) return;
    std::vector<Tag> entry;
    if (!snapshot) entry.push_back({279, std::string(units == kNone ? kDelete : kChange)});
    entry.push_back({269, std::string(type)});
    write_instrument(entry, price.instrument, dialect);
    if (units != kNone) entry.push_back({270, price_text(units)});
    if (price.time_us != 0) entry.push_back({60, write_timestamp(price.time_us)});
    group.entries.push_back(std::move(entry));
}

}  // namespace

// Every entry names its instrument, in a snapshot too, so that one message carries many.
Message write(const std::vector<Price>& prices, bool snapshot, const Dialect& dialect) {
    Message message = FieldWriter{snapshot ? "W" : "X"}.take();
    Group group{268, {}};
    for (const Price& price : prices) {
        add_entry(group, "0", price, price.bid, snapshot, dialect);
        add_entry(group, "1", price, price.ask, snapshot, dialect);
        add_entry(group, "2", price, price.last, snapshot, dialect);
    }
    message.groups.push_back(std::move(group));
    return message;
}

}  // namespace fix
