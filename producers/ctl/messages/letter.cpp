#include "producers/ctl/messages/letter.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/crc32.h"
#include "common/events/topology.h"
#include "producers/ctl/limits.h"

namespace ctl {
namespace {

// The feed writes its reason in front of the record.
bool is_of_the_feed(const amqp::Delivery& letter) {
    return !letter.death && letter.exchange == events::topology::kDeadLetters;
}

}  // namespace

std::string letter_id(const amqp::Delivery& letter) {
    return fmt::format(
        "{:08x}", base::crc32(letter.exchange + "\n" + letter.routing_key + "\n" + letter.body));
}

std::string letter_reason(const amqp::Delivery& letter) {
    if (letter.death) return letter.death->reason;
    if (!is_of_the_feed(letter)) return "unrouted";
    return letter.body.substr(0, std::min(letter.body.find('\n'), kReasonBytes));
}

std::string_view letter_content(const amqp::Delivery& letter) {
    const std::string_view body = letter.body;
    const size_t line = body.find('\n');
    return is_of_the_feed(letter) && line != body.npos ? body.substr(line + 1) : body;
}

bool LetterFilter::fits(const amqp::Delivery& letter) const {
    const auto address = first_address(letter).value_or(Address{});
    return letter_id(letter).starts_with(id) &&
           letter_reason(letter).find(reason) != std::string::npos &&
           (exchange.empty() || address.exchange == exchange) &&
           (key.empty() || address.key == key);
}

bool are_alike(const std::vector<amqp::Delivery>& letters, const std::vector<size_t>& places) {
    return std::ranges::all_of(places, [&](size_t place) {
        return letter_id(letters[place]) == letter_id(letters[places.front()]);
    });
}

std::optional<Address> first_address(const amqp::Delivery& letter) {
    if (letter.death) return Address{letter.death->exchange, letter.death->routing_key};
    if (letter.exchange == events::topology::kDeadLetters) return std::nullopt;
    return Address{letter.exchange, letter.routing_key};
}

base::Result<amqp::Message> again(const amqp::Delivery& letter) {
    const auto address = first_address(letter);
    if (!address) {
        return base::Error{
            base::Errc::Invalid,
            "exchange: it was written as a dead letter, there is nowhere to send it"};
    }
    if (letter.body.size() != letter.body_bytes || letter.body.empty()) {
        return base::Error{base::Errc::Invalid, "body: it is not here as a whole"};
    }
    amqp::Message message;
    message.exchange = address->exchange;
    message.routing_key = address->key;
    message.content_encoding = letter.content_encoding;
    message.body = letter.body;
    return message;
}

}  // namespace ctl
