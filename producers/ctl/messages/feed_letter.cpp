#include "producers/ctl/messages/feed_letter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "common/config/document.h"
#include "common/events/codec.h"
#include "common/events/command.h"
#include "common/events/packing.h"
#include "common/events/topology.h"
#include "common/fix/letter_text.h"
#include "producers/ctl/messages/letter.h"
#include "producers/ctl/messages/masking.h"

namespace ctl {
namespace {

using base::Errc;
using base::Error;
using base::invalid;
using base::Result;

bool is_of_another_program(const std::string& problem) {
    return problem.find(": unknown key") != std::string::npos ||
           problem.find(": unknown section") != std::string::npos;
}

amqp::Message message_of(std::vector<events::Event> events, const std::string& source, bool own,
                         int64_t now_us) {
    amqp::Message message;
    message.exchange = events::topology::kEvents;
    for (events::Event& event : events) {
        event.source = source;
        event.seq = 0;
        event.received_time_us = now_us;
        message.body.push_back(message.body.empty() ? '[' : ',');
        events::encode(event, message.body);
    }
    message.body.push_back(']');
    const bool order = std::holds_alternative<events::Order>(events.front().body);
    message.routing_key = events::topology::event_key(
        events::name_of(order ? events::Kind::Order : events::Kind::Trade),
        events.front().partition, own);
    return message;
}

// An account may stand in any field that a counterparty has chosen for it, so what is shown is what
// FIX keeps for something else: ids of orders and trades, quantities, prices, times, the
// instrument.
bool is_harmless(int number) {
    constexpr std::array kHarmless{
        6,   11,  14,  15,  17,  18,  19,  20,  21,  22,  30,  31,  32,  34,  35,  37,   38,  39,
        40,  41,  44,  48,  49,  52,  54,  55,  56,  58,  59,  60,  63,  64,  65,  75,   99,  100,
        102, 103, 110, 111, 119, 126, 150, 151, 167, 200, 201, 202, 205, 207, 336, 378,  423, 424,
        425, 426, 427, 432, 434, 454, 455, 456, 460, 461, 541, 581, 625, 636, 851, 1003, 1300};
    return std::ranges::binary_search(kHarmless, number);
}

}  // namespace

bool is_report(std::string_view text) { return text.starts_with("35="); }

Result<reports::MappingConfig> mapping_of_feed(const std::string& path, int32_t partitions) {
    auto loaded = config::Document::load(path);
    if (!loaded.ok()) return invalid("feed-config: " + loaded.error().what);
    config::Document document = std::move(loaded).value();
    auto drop_copy = document.section("drop_copy");
    auto feed = document.section("feed");
    auto config = reports::mapping_config(drop_copy, feed, partitions);
    for (const std::string& problem : document.problems()) {
        if (!is_of_another_program(problem)) return invalid("feed-config: " + problem);
    }
    return config;
}

FeedLetters::FeedLetters(std::optional<reports::MappingConfig> mapping, int32_t partitions)
    : partitions_{partitions} {
    if (mapping) mapping_.emplace(std::move(*mapping));
}

Result<amqp::Message> FeedLetters::again(const amqp::Delivery& letter, int64_t now_us) {
    if (letter.body.size() != letter.body_bytes) return invalid("body: it is not here as a whole");
    const std::string source = "redrive-" + letter_id(letter);
    const std::string_view text = letter_content(letter);
    if (!is_report(text)) return line_again(text, source, now_us);
    // A letter from before its text held 49 and 56 has nothing but its reason.
    const std::string reason = letter_reason(letter);
    const bool says_ids =
        text.find("|49=") != std::string::npos || text.find("|56=") != std::string::npos;
    const bool of_others = reason.starts_with("49 ") || reason.starts_with("56 ");
    if (of_others && !says_ids) return invalid(reason);
    return report_again(text, source, now_us);
}

Result<amqp::Message> FeedLetters::report_again(std::string_view text, const std::string& source,
                                                int64_t now_us) {
    if (!mapping_) {
        return invalid(
            "feed-config: name the feed's file, a report goes through its mapping again");
    }
    auto message = fix::read_letter(text);
    if (!message.ok()) return message.error();
    if (message.value().seq == 0) {
        return invalid(
            "34 MsgSeqNum: no message of the session; what it was comes again by itself");
    }
    const auto outcome = mapping_->map(message.value());
    if (!outcome.refusal.empty()) return invalid(outcome.refusal);
    std::vector<events::Event> events;
    for (const auto& event : {outcome.events.trade, outcome.events.order}) {
        if (event) events.push_back(*event);
    }
    if (events.empty()) return invalid("150 ExecType: the report says nothing that is an event");
    return message_of(std::move(events), source, outcome.events.own, now_us);
}

Result<amqp::Message> FeedLetters::line_again(std::string_view text, const std::string& source,
                                              int64_t now_us) const {
    std::vector<char> line;
    line.reserve(text.size() + 1 + events::kReadAheadBytes);
    line.assign(text.begin(), text.end());
    line.push_back('\0');
    auto event = events::Decoder{partitions_}.decode_recorded({line.data(), text.size()});
    if (!event.ok()) return event.error();
    const bool own = std::visit(
        [](const auto& body) { return events::is_own(body.client_order_id); }, event.value().body);
    return message_of({std::move(event).value()}, source, own, now_us);
}

std::string pretty_report(std::string_view text, std::string_view reason, bool unmask) {
    const auto read = fix::read_letter(text);
    if (!read.ok()) return std::string{text};
    const fix::Message& message = read.value();
    int named = 0;  // "32 LastQty: …"
    std::from_chars(reason.data(), reason.data() + reason.size(), named);
    std::string out = "35=" + message.type + "\n34=" + std::to_string(message.seq);
    const auto show = [&](const fix::Tag& tag) {
        const std::string value = is_harmless(tag.number) || unmask ? tag.value : masked(tag.value);
        out.append("\n").append(fix::letter_field({tag.number, value}));
        if (tag.number == named) out.append("    <- ").append(reason);
    };
    if (!message.sender.empty()) show({49, message.sender});
    if (!message.target.empty()) show({56, message.target});
    for (const fix::Tag& tag : message.fields) show(tag);
    return out;
}

}  // namespace ctl
