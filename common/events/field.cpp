#include "common/events/field.h"

#include <array>
#include <charconv>
#include <string>

#include "common/base/decimal.h"
#include "common/events/characters.h"
#include "common/events/order_number.h"

namespace events {
namespace {

constexpr std::array<std::string_view, 31> kFieldNames{"kind",
                                                       "source",
                                                       "day",
                                                       "partition",
                                                       "seq",
                                                       "id",
                                                       "account",
                                                       "exchange",
                                                       "segment",
                                                       "token",
                                                       "product",
                                                       "exchange_time_us",
                                                       "received_time_us",
                                                       "exchange_order_id",
                                                       "client_order_id",
                                                       "side",
                                                       "quantity",
                                                       "price",
                                                       "type",
                                                       "validity",
                                                       "filled",
                                                       "remaining",
                                                       "trigger",
                                                       "state",
                                                       "reason",
                                                       "origin",
                                                       "as_sent",
                                                       "follows",
                                                       "trade_no",
                                                       "action",
                                                       "ref"};
static_assert(kFieldNames.size() == static_cast<size_t>(Field::Unknown));

void take_text(Draft& draft, Field field, std::string_view text, std::string_view& to,
               uint8_t allowed, size_t least, size_t most) {
    if (text.size() < least) return draft.refuse(field, "empty");
    if (text.size() > most) {
        return draft.refuse(field, "longer than " + std::to_string(most) + " characters");
    }
    if (!all_of_class(text, allowed))
        return draft.refuse(field, "has a character that is not allowed");
    to = text;
}

// What an exchange writes for an order without a number; other texts are judged as ids.
bool is_none(std::string_view text) {
    if (!is_no_order_number(text)) return false;
    std::string ids{text};
    std::erase(ids, ' ');
    return text.size() <= kIdMax && all_of_class(ids, kIdChar);
}

template <class Enum>
void take_name(Draft& draft, Field field, std::string_view text, Enum& to) {
    if (const auto value = by_name<Enum>(text)) {
        to = *value;
    } else {
        draft.refuse(field, "unknown value");
    }
}

int64_t take_integer(Draft& draft, Field field, std::string_view digits, int64_t least,
                     int64_t most) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error == std::errc::result_out_of_range) {
        draft.refuse(field, digits.starts_with('-') ? "too small" : "too large");
        return 0;
    }
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        draft.refuse(field, "not an integer");
        return 0;
    }
    if (value < least) draft.refuse(field, "below " + std::to_string(least));
    if (value > most) draft.refuse(field, "above " + std::to_string(most));
    return value;
}

int64_t take_price(Draft& draft, Field field, std::string_view digits) {
    const auto parsed = base::parse_price(digits);
    if (const auto* error = std::get_if<base::DecimalError>(&parsed)) {
        switch (*error) {
            case base::DecimalError::NotADecimal:
                draft.refuse(field, "not a decimal number");
                break;
            case base::DecimalError::Exponent:
                draft.refuse(field, "has an exponent");
                break;
            case base::DecimalError::TooManyDecimals:
                draft.refuse(field, "more than 4 decimals");
                break;
            case base::DecimalError::TooLarge:
                draft.refuse(field, "above 10000000");
                break;
        }
        return 0;
    }
    const int64_t units = std::get<int64_t>(parsed);
    if (units < 0) draft.refuse(field, "below 0");
    if (units > kPriceMax) draft.refuse(field, "above 10000000");
    return units;
}

}  // namespace

std::string_view field_name(Field field) { return kFieldNames[static_cast<size_t>(field)]; }

Field field_of(std::string_view name) {
    for (size_t i = 0; i < kFieldNames.size(); ++i) {
        // Length first: it tells nearly all of them apart.
        if (kFieldNames[i].size() == name.size() && kFieldNames[i] == name) {
            return static_cast<Field>(i);
        }
    }
    return Field::Unknown;
}

void Draft::refuse(Field field, std::string_view why) {
    bad |= set_of(field);
    problems.push_back({field, std::string{why}});
}

void Draft::set_text(Field field, std::string_view text) {
    switch (field) {
        case Field::Kind:
            nothing = text == kNothing;
            if (!nothing) take_name(*this, field, text, kind);
            return;
        case Field::Source:
            return take_text(*this, field, text, event.source, kSourceChar, 1, kSourceMax);
        case Field::Id:
            return take_text(*this, field, text, event.id, kIdChar, 1, kIdMax);
        case Field::Account:
            return take_text(*this, field, text, event.account, kAccountChar, 1, kAccountMax);
        case Field::Exchange:
            return take_name(*this, field, text, event.exchange);
        case Field::Segment:
            return take_name(*this, field, text, event.segment);
        case Field::Product:
            return take_name(*this, field, text, event.product);
        case Field::ExchangeOrderId:
            if (is_none(text)) return;  // stays empty
            return take_text(*this, field, text, order.exchange_order_id, kIdChar, 1, kIdMax);
        case Field::ClientOrderId:
            return take_text(*this, field, text, order.client_order_id, kIdChar, 0, kIdMax);
        case Field::Side:
            return take_name(*this, field, text, order.side);
        case Field::Type:
            return take_name(*this, field, text, order.type);
        case Field::Validity:
            return take_name(*this, field, text, order.validity);
        case Field::State:
            return take_name(*this, field, text, order.state);
        case Field::Reason:
            return take_text(*this, field, text, order.reason, kReasonChar, 0, kReasonMax);
        case Field::Origin:
            return take_name(*this, field, text, order.origin);
        case Field::AsSent:
            return take_text(*this, field, text, order.as_sent, kReasonChar, 0, kAsSentMax);
        case Field::Follows:
            return take_text(*this, field, text, order.follows, kIdChar, 0, kIdMax);
        case Field::TradeNo:
            return take_text(*this, field, text, trade.trade_no, kIdChar, 1, kIdMax);
        case Field::Action:
            return take_name(*this, field, text, trade.action);
        case Field::Ref:
            return take_text(*this, field, text, trade.ref, kIdChar, 0, kIdMax);
        default:
            return refuse(field, "a text, where a number belongs");
    }
}

void Draft::set_number(Field field, std::string_view digits) {
    const auto integer = [&](int64_t least, int64_t most) {
        return take_integer(*this, field, digits, least, most);
    };
    switch (field) {
        case Field::Day: {
            const int64_t day = integer(INT64_MIN, INT64_MAX);
            if (!is_trading_day(day)) refuse(field, "not a date yyyymmdd of 2000 to 2099");
            event.day = static_cast<uint32_t>(day);
            return;
        }
        case Field::Partition: {
            const int64_t partition = integer(0, kPartitionsMax - 1);
            // Stays unknown where it is none: a refused event must not take another's place.
            event.partition = (bad & set_of(field)) == 0 ? static_cast<int32_t>(partition) : -1;
            return;
        }
        case Field::Seq:
            event.seq = integer(1, INT64_MAX);
            return;
        case Field::Token:
            event.token = static_cast<uint32_t>(integer(1, kTokenMax));
            return;
        case Field::ExchangeTimeUs:
            event.exchange_time_us = integer(1, kTimeUsMax);
            return;
        case Field::ReceivedTimeUs:
            event.received_time_us = integer(1, kTimeUsMax);
            return;
        case Field::Quantity:
            order.quantity = integer(1, kQuantityMax);
            return;
        case Field::Filled:
            order.filled = integer(0, kQuantityMax);
            return;
        case Field::Remaining:
            order.remaining = integer(0, kQuantityMax);
            return;
        case Field::Price:
            order.price = take_price(*this, field, digits);
            return;
        case Field::Trigger:
            order.trigger = take_price(*this, field, digits);
            return;
        default:
            return refuse(field, "a number, where a text belongs");
    }
}

void Draft::set_other(Field field) { refuse(field, "neither a text nor a number"); }

}  // namespace events
