#include "common/fix/codes.h"
#include "common/fix/field_reader.h"
#include "common/fix/field_writer.h"
#include "common/fix/timestamp.h"

namespace fix {
namespace {

constexpr int64_t kNone = 0;
constexpr std::string_view kChange = "1";  // MDUpdateAction
constexpr std::string_view kDelete = "2";

// What is the same in each entry of an update or a snapshot.
struct Entries {
    Group& group;
    bool snapshot;
    const Dialect& dialect;

    // What there is none of is left out of a snapshot; an update says that it is gone.
    void add_price(std::string_view type, const Price& price, int64_t units) {
        if (units != kNone) {
            add(type, kChange, price, {{270, price_text(units)}});
        } else if (!snapshot) {
            add(type, kDelete, price, {});
        }
    }

    // A limit of 0 in an entry says nothing: both are deleted first, where one is gone.
    void add_limits(const Price& price) {
        if (!price.limits) return;
        const auto [low, high] = *price.limits;
        if (!snapshot && (low == kNone || high == kNone)) add(kThresholdLimits, kDelete, price, {});
        std::vector<Tag> said;
        if (low != kNone) said.push_back({1148, price_text(low)});
        if (high != kNone) said.push_back({1149, price_text(high)});
        if (!said.empty()) add(kThresholdLimits, kChange, price, said);
    }

  private:
    void add(std::string_view type, std::string_view action, const Price& price,
             const std::vector<Tag>& said) {
        std::vector<Tag> entry;
        if (!snapshot) entry.push_back({279, std::string(action)});
        entry.push_back({269, std::string(type)});
        write_instrument(entry, price.instrument, dialect);
        entry.insert(entry.end(), said.begin(), said.end());
        if (price.time_us != 0) entry.push_back({60, write_timestamp(price.time_us)});
        group.entries.push_back(std::move(entry));
    }
};

}  // namespace

// Every entry names its instrument, in a snapshot too, so that one message carries many.
Message write(const std::vector<Price>& prices, bool snapshot, const Dialect& dialect) {
    Message message = FieldWriter{snapshot ? "W" : "X"}.take();
    Group group{268, {}};
    Entries entries{group, snapshot, dialect};
    for (const Price& price : prices) {
        entries.add_price("0", price, price.bid);
        entries.add_price("1", price, price.ask);
        entries.add_price("2", price, price.last);
        entries.add_limits(price);
    }
    message.groups.push_back(std::move(group));
    return message;
}

}  // namespace fix
