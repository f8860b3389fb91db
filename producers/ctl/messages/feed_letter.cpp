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
using base::Result;

Error invalid(std::string why) { return Error{Errc::Invalid, std::move(why)}; }

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
    return is_report(text) ? report_again(text, source, now_us) : line_again(text, source, now_us);
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
    auto event = events::Decoder{partitions_}.decode_recorded(line.data());
    if (!event.ok()) return event.error();
    const bool own = std::visit(
        [](const auto& body) { return events::is_own(body.client_order_id); }, event.value().body);
    return message_of({std::move(event).value()}, source, own, now_us);
}

std::string pretty_report(std::string_view text, std::string_view reason, bool unmask) {
    const auto message = fix::read_letter(text);
    if (!message.ok()) return std::string{text};
    constexpr std::array kPersonal{1, 79, 440, 448};
    int named = 0;  // "32 LastQty: …"
    std::from_chars(reason.data(), reason.data() + reason.size(), named);
    std::string out = "35=" + message.value().type + "\n34=" + std::to_string(message.value().seq);
    for (const fix::Tag& tag : message.value().fields) {
        const bool personal = std::ranges::find(kPersonal, tag.number) != kPersonal.end();
        const std::string value = personal && !unmask ? masked(tag.value) : tag.value;
        out.append("\n").append(fix::letter_field({tag.number, value}));
        if (tag.number == named) out.append("    <- ").append(reason);
    }
    return out;
}

}  // namespace ctl
