#pragma once

#include <string>
#include <variant>

#include "common/fix/trading.h"
#include "producers/venue/members/symbols.h"
#include "producers/venue/venue_config.h"

namespace venue {

// What a member's message asks for.
struct StatusQuestion {
    fix::StatusRequest request;
    OrderName order;
};
struct Unreadable {  // answered with 35=j
    fix::MessageReject reject;
};
// 35=3 and 35=j of the member's: it did not take something of ours. Nothing to answer.
struct Complaint {
    std::string text;
};
using Request = std::variant<InputBody, StatusQuestion, fix::PriceRequest, Unreadable, Complaint>;

// Reads one message of a session of this role. Whatever cannot be done names the tag, as in
// "44 Price: not a decimal".
Request read_request(const fix::Message& message, const SessionTerms& terms,
                     const Symbols& symbols);

}  // namespace venue
