#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/amqp/message.h"
#include "common/base/result.h"

namespace ctl {

// Dead letters of the broker. Pure.

// Eight hexadecimal digits of where it was sent and what it says: two alike have the same.
std::string letter_id(const amqp::Delivery& letter);
// Why it is here: the broker's reason; the first line of what the feed could not number;
// "unrouted".
std::string letter_reason(const amqp::Delivery& letter);
// What a person reads: the feed's letters hold a reason in front of the record.
std::string_view letter_content(const amqp::Delivery& letter);

struct LetterFilter {
    std::string id;  // its first digits
    std::string reason;
    std::string exchange;
    std::string key;

    [[nodiscard]] bool empty() const {
        return id.empty() && reason.empty() && exchange.empty() && key.empty();
    }
    [[nodiscard]] bool fits(const amqp::Delivery& letter) const;
};

// Whether these places of `letters` hold one and the same letter, however often it is there.
bool are_alike(const std::vector<amqp::Delivery>& letters, const std::vector<size_t>& places);

struct Address {
    std::string exchange;
    std::string key;
};
// Where it was going when it died; nullopt: it was published as a dead letter.
std::optional<Address> first_address(const amqp::Delivery& letter);
// The same message once more. Invalid where it cannot be sent.
base::Result<amqp::Message> again(const amqp::Delivery& letter);

}  // namespace ctl
