#include <bit>

#include "common/events/field.h"
#include "common/events/partition.h"

namespace events {
namespace {

// Until the exchange has numbered it, an order is known by its client order id.
void take_name_for_number(Order& order) {
    if (order.exchange_order_id.empty()) order.exchange_order_id = order.client_order_id;
}

void check_order(Draft& draft) {
    const Order& order = draft.order;
    if (order.exchange_order_id.empty()) {
        draft.refuse(Field::ExchangeOrderId, "none, and client_order_id is empty");
    }
    if (order.filled > order.quantity) draft.refuse(Field::Filled, "above quantity");
    if (order.remaining > order.quantity - order.filled) {
        draft.refuse(Field::Remaining, "above quantity less filled");
    }
    if (is_final(order.state) && order.remaining != 0) {
        draft.refuse(Field::Remaining, "above 0 in a final state");
    }
}

void check_trade(Draft& draft) {
    const Trade& trade = draft.trade;
    const bool says_price = (draft.seen & set_of(Field::Price)) != 0;
    if (says_price && trade.price == 0) draft.refuse(Field::Price, "0, where a trade has a price");
    if (trade.price > 0 && trade.quantity > kTradeValueMax / trade.price) {
        draft.refuse(Field::Quantity, "times price above 10000000000 rupees");
    }
    if (trade.action == Action::New && !trade.ref.empty()) {
        draft.refuse(Field::Ref, "not empty, though action is new");
    }
    if (trade.action != Action::New && trade.ref.empty()) {
        draft.refuse(Field::Ref, "empty, though action is correct or bust");
    }
}

// The fields that order and trade share are read into `order`.
void fill_trade(Draft& draft) {
    draft.trade.exchange_order_id = draft.order.exchange_order_id;
    draft.trade.client_order_id = draft.order.client_order_id;
    draft.trade.side = draft.order.side;
    draft.trade.quantity = draft.order.quantity;
    draft.trade.price = draft.order.price;
}

// A correction or a bust may leave them to the trade that it names.
FieldSet left_to_the_trade(const Draft& draft) {
    if (draft.kind != Kind::Trade || draft.trade.action == Action::New) return 0;
    return set_of(Field::Quantity) | set_of(Field::Price);
}

std::string first_problem(const Draft& draft, FieldSet relevant) {
    for (const Problem& problem : draft.problems) {
        if ((set_of(problem.field) & relevant & draft.bad) != 0) {
            return std::string{field_name(problem.field)} + ": " + problem.why;
        }
    }
    return {};
}

std::string missing_field(FieldSet missing) {
    const auto first = static_cast<Field>(std::countr_zero(missing));
    return std::string{field_name(first)} + ": missing";
}

std::string problem_of_place(const Draft& draft, int32_t partitions) {
    constexpr FieldSet kPlace =
        set_of(Field::Source) | set_of(Field::Day) | set_of(Field::Partition) | set_of(Field::Seq);
    if ((draft.bad & kPlace) != 0) return first_problem(draft, kPlace);
    if ((kPlace & ~draft.seen) != 0) return missing_field(kPlace & ~draft.seen);
    if (draft.event.partition < partitions) return {};
    return "partition: not below " + std::to_string(partitions);
}

}  // namespace

FieldSet required_fields(Kind kind) {
    constexpr FieldSet kCommon = (set_of(Field::ReceivedTimeUs) << 1) - 1;
    constexpr FieldSet kBoth = set_of(Field::ExchangeOrderId) | set_of(Field::ClientOrderId) |
                               set_of(Field::Side) | set_of(Field::Quantity) | set_of(Field::Price);
    constexpr FieldSet kOrder = set_of(Field::Type) | set_of(Field::Validity) |
                                set_of(Field::Filled) | set_of(Field::Remaining) |
                                set_of(Field::Trigger) | set_of(Field::State) |
                                set_of(Field::Reason) | set_of(Field::Origin);
    constexpr FieldSet kTrade = set_of(Field::TradeNo) | set_of(Field::Action) | set_of(Field::Ref);
    const FieldSet common = (kCommon & ~set_of(Field::Seq)) | kBoth;
    return common | (kind == Kind::Order ? kOrder : kTrade);
}

std::string Draft::finish(FieldSet required, int32_t partitions) {
    if ((seen & set_of(Field::Kind)) == 0) return "kind: missing";
    if ((bad & set_of(Field::Kind)) != 0) return first_problem(*this, set_of(Field::Kind));
    if (nothing) return problem_of_place(*this, partitions);
    // They may be missing, but must be right where they are given.
    const FieldSet may =
        kind == Kind::Order ? set_of(Field::AsSent) | set_of(Field::Follows) : FieldSet{0};
    const FieldSet relevant = required | set_of(Field::Seq) | may;
    if ((bad & relevant) != 0) return first_problem(*this, relevant);
    if (const FieldSet missing = required & ~seen & ~left_to_the_trade(*this); missing != 0) {
        return missing_field(missing);
    }
    take_name_for_number(order);
    if (kind == Kind::Trade) {
        fill_trade(*this);
        check_trade(*this);
        event.body = trade;
    } else {
        check_order(*this);
        event.body = order;
    }
    const int32_t home = partition_of(event.account, partitions);
    if ((required & set_of(Field::Partition)) == 0) {
        event.partition = home;
    } else if (event.partition != home) {
        refuse(Field::Partition, "not crc32(account) mod " + std::to_string(partitions));
    }
    return (bad & relevant) != 0 ? first_problem(*this, relevant) : std::string{};
}

}  // namespace events
