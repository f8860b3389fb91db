#include "producers/venue/members/requests.h"

#include <charconv>
#include <optional>

namespace venue {
namespace {

constexpr int kClientOrderId = 11;

Unreadable unreadable(const fix::Message& message, const std::string& text) {
    Unreadable answer;
    answer.reject.business = true;
    answer.reject.ref_seq = message.seq;
    answer.reject.ref_type = message.type;
    if (const auto* id = message.find(kClientOrderId)) answer.reject.ref_id = *id;
    std::from_chars(text.data(), text.data() + text.size(), answer.reject.ref_tag);
    answer.reject.text = text;
    return answer;
}

// A number as we gave it out; 0: none of ours.
std::optional<uint64_t> exchange_order_id(const std::string& text) {
    uint64_t number = 0;
    if (text.empty()) return number;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

// What of a message would not fit into the exchange's own fields. Empty: all of it fits.
template <class Asked>
std::string too_long(const Asked& asked) {
    if (!OrderText::fits(asked.client_order_id)) return "11 ClOrdID: longer than 40 characters";
    if (!AccountText::fits(asked.account)) return "1 Account: longer than 16 characters";
    if constexpr (requires { asked.original_client_order_id; }) {
        if (!OrderText::fits(asked.original_client_order_id)) {
            return "41 OrigClOrdID: longer than 40 characters";
        }
    }
    if constexpr (requires { asked.product; }) {
        if (!ProductText::fits(asked.product)) return "product: longer than 8 characters";
    }
    return "";
}

std::optional<OrderName> order_name(const std::string& number, const std::string& client) {
    const auto id = exchange_order_id(number);
    if (!id) return std::nullopt;
    return OrderName{*id, std::string_view{client}};
}

// Turns one kind of a member's message into a Request.
class Reading {
  public:
    Reading(const fix::Message& message, const Symbols& symbols)
        : message_{message}, symbols_{symbols} {}

    Request operator()(const fix::NewOrder& order) const {
        if (const std::string why = too_long(order); !why.empty()) return refuse(why);
        const InstrumentKey key{order.instrument.exchange, order.instrument.segment,
                                order.instrument.token};
        const std::string& symbol = symbols_.of(key);
        if (!symbol.empty() && !order.instrument.symbol.empty() &&
            symbol != order.instrument.symbol) {
            return refuse("55 Symbol: the instrument " + std::to_string(key.token) + " is " +
                          symbol);
        }
        NewOrder input;
        input.client_order_id = std::string_view{order.client_order_id};
        input.account = std::string_view{order.account};
        input.instrument = key;
        input.product = std::string_view{order.product};
        input.side = order.side;
        input.type = order.type;
        input.validity = order.validity;
        input.quantity = order.quantity;
        input.price = order.price;
        input.trigger = order.trigger;
        return InputBody{input};
    }
    Request operator()(const fix::CancelOrder& cancel) const {
        if (const std::string why = too_long(cancel); !why.empty()) return refuse(why);
        const auto name = order_name(cancel.exchange_order_id, cancel.original_client_order_id);
        if (!name) return refuse("37 OrderID: not a number of this exchange");
        return InputBody{Cancel{std::string_view{cancel.client_order_id}, *name}};
    }
    Request operator()(const fix::ReplaceOrder& replace) const {
        if (const std::string why = too_long(replace.what); !why.empty()) return refuse(why);
        const auto name =
            order_name(replace.what.exchange_order_id, replace.what.original_client_order_id);
        if (!name) return refuse("37 OrderID: not a number of this exchange");
        return InputBody{Replace{std::string_view{replace.what.client_order_id}, *name,
                                 replace.what.quantity, replace.price, replace.trigger}};
    }
    Request operator()(const fix::StatusRequest& request) const {
        if (const std::string why = too_long(request); !why.empty()) return refuse(why);
        const auto name = order_name(request.exchange_order_id, request.client_order_id);
        // A number that cannot be ours belongs to no order of ours: that is an answer, too.
        return StatusQuestion{request, name.value_or(OrderName{UINT64_MAX, {}})};
    }
    Request operator()(const fix::MassCancel& mass) const {
        if (const std::string why = too_long(mass); !why.empty()) return refuse(why);
        return InputBody{
            MassCancel{std::string_view{mass.client_order_id}, std::string_view{mass.account}}};
    }
    Request operator()(const fix::PriceRequest& request) const { return request; }
    Request operator()(const fix::Unknown& unknown) const {
        return refuse("35 MsgType: " + unknown.type + " is not known here");
    }

  private:
    Request refuse(const std::string& why) const { return unreadable(message_, why); }

    const fix::Message& message_;
    const Symbols& symbols_;
};

bool allowed(SessionRole role, const Request& request) {
    if (std::holds_alternative<Unreadable>(request)) return true;
    const bool prices = std::holds_alternative<fix::PriceRequest>(request);
    return prices ? role == SessionRole::Prices : role == SessionRole::Orders;
}

}  // namespace

Request read_request(const fix::Message& message, const SessionTerms& terms,
                     const Symbols& symbols) {
    if (message.type == "3" || message.type == "j") {
        const auto* text = message.find(58);
        return Complaint{text != nullptr ? *text : "without a text"};
    }
    const auto read = fix::read_from_member(message, terms.dialect);
    if (!read.ok()) return unreadable(message, read.error().what);
    Request request = std::visit(Reading{message, symbols}, read.value());
    if (!allowed(terms.role, request)) {
        return unreadable(message, "35 MsgType: " + message.type + " is not for this session");
    }
    return request;
}

}  // namespace venue
