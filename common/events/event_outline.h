#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/events/names.h"

namespace events {

// An event that may be wrong in some field: each of the others that can be read, without any rule
// about them. For those who must know what a refused event could have changed; two events with
// equal outlines change the same in the positions and pending orders of an account.
struct Outline {
    std::string kind;  // "trade", "order"; "" where it says none
    std::string action;
    std::string account;
    std::string id;
    std::string ref;  // of a correction or bust: the trade that it names
    std::optional<Exchange> exchange;
    std::optional<Segment> segment;
    std::optional<Product> product;
    std::optional<uint32_t> token;
    std::optional<Side> side;
    std::optional<uint32_t> day;
    std::optional<int64_t> quantity;
    std::optional<int64_t> filled;     // of an order
    std::optional<int64_t> remaining;  // of an order
    // By field, as written: the others that decide which order or trade is meant and what became
    // of it (a number, a state, a time). No prices, and no texts for people.
    std::map<std::string, std::string> others;

    // By how much the position would change: > 0 more bought. 0 for an order; nullopt: unknown.
    [[nodiscard]] std::optional<int64_t> change() const;
    // Of an order: how much it could still fill if it lived against what this state says; nullopt:
    // unknown.
    [[nodiscard]] std::optional<int64_t> given_up() const;
    friend bool operator==(const Outline&, const Outline&) = default;
};

// nullopt where the body is no JSON object.
std::optional<Outline> outline_of(std::string_view body);

}  // namespace events
