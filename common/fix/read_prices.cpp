#include "common/fix/read_prices.h"

#include <algorithm>
#include <array>

#include "common/events/event.h"
#include "common/fix/codes.h"
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

constexpr Named kType{269, "MDEntryType"};
constexpr Named kPrice{270, "MDEntryPx"};
constexpr Named kLow{1148, "LowLimitPrice"};
constexpr Named kHigh{1149, "HighLimitPrice"};

bool is_price_or_limit(int tag) {
    return tag == kPrice.number || tag == kLow.number || tag == kHigh.number;
}

// Of one entry: which tags it has had that may begin an entry, and whether a price or a limit.
class HadTags {
  public:
    explicit HadTags(const Dialect& dialect)
        : may_begin_{279, kType.number, 278, 55, dialect.token_tag} {}

    void add(int tag) {
        priced_ = priced_ || is_price_or_limit(tag);
        const auto found = std::ranges::find(may_begin_, tag);
        if (found != may_begin_.end()) had_[static_cast<size_t>(found - may_begin_.begin())] = true;
    }
    // Whether the tag comes again, or is the type behind a price or a limit.
    [[nodiscard]] bool ends_before(int tag) const {
        const auto found = std::ranges::find(may_begin_, tag);
        if (found == may_begin_.end()) return false;
        return had_[static_cast<size_t>(found - may_begin_.begin())] ||
               (tag == kType.number && priced_);
    }

  private:
    std::array<int, 5> may_begin_;
    std::array<bool, 5> had_{};
    bool priced_ = false;
};

// For each field whether, up to the next entry's first tag, one says more than an instrument: then
// they can be an entry, and not what the entry before them says once more.
std::vector<bool> can_be_entry(Fields fields, int first) {
    std::vector<bool> can(fields.size());
    bool said = false;
    for (size_t at = fields.size(); at-- > 0;) {
        const int tag = fields[at].number;
        const bool says = tag == kType.number || tag == kLow.number || tag == kHigh.number;
        said = tag != first && (says || said);
        can[at] = said || tag == 279 || tag == kType.number;
    }
    return can;
}

// An entry begins with the tag that follows the count. One that leaves this tag out begins where a
// tag comes again that may begin an entry, or its type behind a price or a limit: else its fields
// would be the entry's before it. A price, or what stands directly behind its like, begins none:
// that is one field, given twice.
Split split(Fields fields, const Dialect& dialect) {
    const auto count = std::ranges::find(fields, 268, &Tag::number);
    Split split{Fields{fields.begin(), count}, {}};
    if (count == fields.end() || count + 1 == fields.end()) return split;
    const Fields entries{count + 1, fields.end()};
    const int first = entries.front().number;
    const std::vector<bool> can_begin = can_be_entry(entries, first);
    HadTags had{dialect};
    had.add(first);
    size_t begin = 0;
    for (size_t at = 1; at <= entries.size(); ++at) {
        const int tag = at < entries.size() ? entries[at].number : first;
        const bool another =
            had.ends_before(tag) && tag != first && can_begin[at] && tag != entries[at - 1].number;
        if (tag == first || another) {
            split.entries.push_back(entries.subspan(begin, at - begin));
            begin = at;
            had = HadTags{dialect};
        }
        had.add(tag);
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

// The instrument of entries that name none: the message's, or of new ones that of the entry before
// (FIX 4.2, 35=X, tag 55). A change, a deletion and what refers to another entry (280) mean one of
// an earlier message, which nobody keeps. One that names another in words that cannot be read
// leaves none.
class NamedBefore {
  public:
    NamedBefore(Fields body, const Dialect& dialect) : dialect_{dialect}, named_{body} {
        of_message_ = FieldReader{body}.has(dialect.token_tag);
    }

    // Where the instrument of this entry stands if it gives no number itself.
    Fields for_entry(Fields fields) {
        FieldReader entry{fields};
        const bool number = entry.has(dialect_.token_tag);
        const bool other = entry.has(55) && entry.text(55) != FieldReader{named_}.text(55);
        const bool follows = of_message_ || entry.has(55) || is_new(entry);
        if (!number && !follows) return {};
        const Fields before = other ? Fields{} : named_;
        if (!of_message_ && number) named_ = is_readable(fields) ? fields : Fields{};
        if (!of_message_ && !number && other) named_ = {};
        return before;
    }

  private:
    static bool is_new(const FieldReader& entry) {
        return entry.text(279) == "0" && !entry.has(280);
    }
    [[nodiscard]] bool is_readable(Fields fields) const {
        FieldReader entry{fields};
        const Instrument instrument = read_instrument(entry, dialect_);
        return entry.problem().empty() && instrument.token != 0 &&
               instrument.token <= events::kTokenMax;
    }

    const Dialect& dialect_;
    Fields named_;
    bool of_message_ = false;
};

// MDUpdateAction: new, change, delete, overlay. A snapshot has none.
bool is_delete(FieldReader& entry) {
    const std::string action = entry.text(279);
    if (action.size() > 1 ||
        (!action.empty() && std::string_view{"0125"}.find(action) == std::string_view::npos)) {
        entry.fail({279, "MDUpdateAction"}, "unknown value " + action);
    }
    return action == "2";
}

int64_t units_of(FieldReader& entry, Named price) {
    const int64_t units = entry.price(price);
    if (units > events::kPriceMax || units < -events::kPriceMax) entry.fail(price, "too large");
    return units;
}

std::optional<PriceField> field_of(std::string_view type) {
    if (type == "0") return PriceField::Bid;
    if (type == "1") return PriceField::Ask;
    if (type == "2") return PriceField::Last;
    return std::nullopt;
}

// What price and limits of an entry have in common.
struct Entry {
    PriceUpdate update;  // its field and units are still to be said
    std::string type;
    bool deleted = false;
};

// `fields`: of an entry without a problem so far.
void add_price(FieldReader fields, const Entry& entry, PriceUpdates& read) {
    fields.required(kType);
    PriceUpdate update = entry.update;
    update.field = field_of(entry.type).value_or(PriceField::Last);
    if (!entry.deleted) {
        fields.must_be_one(kPrice);
        fields.required(kPrice);
        update.units = units_of(fields, kPrice);
    }
    if (fields.problem().empty()) {
        read.updates.push_back(std::move(update));
    } else {
        read.refused.push_back(fields.problem());
    }
}

void add_limits(FieldReader fields, const Entry& entry, PriceUpdates& read) {
    PriceUpdate low = entry.update;
    PriceUpdate high = entry.update;
    low.field = PriceField::LowLimit;
    high.field = PriceField::HighLimit;
    if (entry.deleted) {
        // What stands in an entry that is gone is not said; only its own kind is gone with it.
        if (entry.type == kThresholdLimits) read.updates.insert(read.updates.end(), {low, high});
        return;
    }
    for (const Named limit : {kLow, kHigh}) fields.must_be_one(limit);
    low.units = units_of(fields, kLow);
    high.units = units_of(fields, kHigh);
    if (low.units < 0) fields.fail(kLow, "negative");
    if (high.units < 0) fields.fail(kHigh, "negative");
    if (high.units != 0 && low.units > high.units) fields.fail(kLow, "above 1149 HighLimitPrice");
    const std::string kind = fields.text(1306);
    const bool said = low.units != 0 || high.units != 0;
    if (said && !kind.empty() && kind != "0") fields.fail({1306, "PriceLimitType"}, "not prices");
    if (!fields.problem().empty()) return read.refused.push_back(fields.problem());
    for (const PriceUpdate& limit : {low, high}) {
        if (limit.units != 0) read.updates.push_back(limit);
    }
}

void read_entry(Fields fields, FieldReader body, const Message& message, const Dialect& dialect,
                PriceUpdates& read) {
    FieldReader entry{fields};
    Entry one;
    one.type = entry.text(kType.number);
    const bool limits =
        entry.has(kLow.number) || entry.has(kHigh.number) || one.type == kThresholdLimits;
    const bool of_price = one.type.empty() || field_of(one.type);
    if (!of_price && !limits) return;  // of no use to us, whatever else it says
    for (const Named needed :
         {Named{279, "MDUpdateAction"}, kType, Named{dialect.token_tag, "token"},
          Named{dialect.exchange_tag, "exchange"}, Named{dialect.segment_tag, "segment"}}) {
        entry.must_be_one(needed);
    }
    one.update.instrument = instrument_of(entry, body, dialect);
    one.deleted = is_delete(entry);
    one.update.time_us = time_of(entry, message);
    if (!entry.problem().empty()) return read.refused.push_back(entry.problem());
    const bool only_limits = limits && !one.deleted && !entry.has(kPrice.number);
    if (of_price && !only_limits) add_price(entry, one, read);
    if (limits) add_limits(entry, one, read);
}

}  // namespace

PriceUpdates read_prices(const Message& message, const Dialect& dialect) {
    const Split parts = split(message.fields, dialect);
    PriceUpdates read;
    NamedBefore named{parts.body, dialect};
    for (const Fields fields : parts.entries) {
        read_entry(fields, FieldReader{named.for_entry(fields)}, message, dialect, read);
    }
    return read;
}

}  // namespace fix
