#include "common/events/command_content.h"

namespace events {

std::string_view different_field(const Command& one, const Command& other) {
    if (one.account != other.account) return "account";
    if (one.day != other.day) return "day";
    if (one.action != other.action) return "action";
    if (one.origin != other.origin) return "origin";
    if (one.who != other.who) return "who";
    if (one.evidence != other.evidence) return "evidence";
    if (one.exchange != other.exchange) return "exchange";
    if (one.segment != other.segment) return "segment";
    if (one.product != other.product) return "product";
    if (one.side != other.side) return "side";
    if (one.token != other.token) return "token";
    if (one.orders != other.orders) return "orders";
    if (one.quantity != other.quantity) return "quantity";
    if (one.percent != other.percent) return "percent";
    if (one.cancel_first != other.cancel_first) return "cancel_first";
    if (one.price_policy != other.price_policy) return "price_policy";
    if (one.price != other.price) return "price";
    if (one.outside_band != other.outside_band) return "outside_band";
    if (one.validity != other.validity) return "validity";
    if (one.epoch != other.epoch) return "epoch";
    return {};
}

std::string content_of(Command command) {
    command.issued_us = 0;
    command.expires_us = 0;
    return encode(command);
}

}  // namespace events
