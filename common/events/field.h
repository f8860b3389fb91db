#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/events/event.h"

namespace events {

enum class Field : uint8_t {
    Kind,
    Source,
    Day,
    Partition,
    Seq,
    Id,
    Account,
    Exchange,
    Segment,
    Token,
    Product,
    ExchangeTimeUs,
    ReceivedTimeUs,
    ExchangeOrderId,
    ClientOrderId,
    Side,
    Quantity,
    Price,  // order and trade
    Type,
    Validity,
    Filled,
    Remaining,
    Trigger,
    State,
    Reason,
    Origin,
    AsSent,
    Follows,  // order
    TradeNo,
    Action,
    Ref,  // trade
    Unknown
};

std::string_view field_name(Field field);
Field field_of(std::string_view name);

using FieldSet = uint32_t;
constexpr FieldSet set_of(Field field) { return FieldSet{1} << static_cast<unsigned>(field); }
static_assert(static_cast<unsigned>(Field::Unknown) < 32, "FieldSet is 32 bits");
inline constexpr FieldSet kAllFields = ~FieldSet{0};

struct Problem {
    Field field;
    std::string why;
};

// The kind of what is no event and uses up the next number of its stream: a source whose numbers
// belong to places says so of a place that holds nothing.
inline constexpr std::string_view kNothing = "nothing";

// Raw values of one event as they are read, before they make an Event. Which texts are valid is
// checked in `set_*`.
struct Draft {
    Event event;
    Order order;
    Trade trade;
    Kind kind{};
    bool nothing = false;  // kind "nothing": no event, but a place of a stream
    FieldSet seen = 0;
    FieldSet bad = 0;
    std::vector<Problem> problems;  // in the order they were met

    void refuse(Field field, std::string_view why);
    void set_text(Field field, std::string_view text);
    void set_number(Field field, std::string_view digits);
    void set_other(Field field);  // true, false, null, an object or an array

    [[nodiscard]] bool can_read(Field field) const { return (seen & ~bad & set_of(field)) != 0; }
    // In its stream. The partition is that of the queue, whatever the event says of it.
    [[nodiscard]] bool place_is_known() const {
        return can_read(Field::Source) && can_read(Field::Day) && can_read(Field::Seq);
    }

    // The rules between fields, once all are read; puts order or trade into `event.body`.
    // `required`: the fields that must be there for this kind. Returns the reason of a refusal,
    // empty for a good event, and for a `nothing` with its place.
    [[nodiscard]] std::string finish(FieldSet required, int32_t partitions);
};

// Fields that every event, every order, every trade must have.
FieldSet required_fields(Kind kind);

}  // namespace events
