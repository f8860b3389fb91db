#pragma once

#include <span>
#include <string>

#include "common/amqp/incoming.h"
#include "common/amqp/session.h"

// Incoming values as text, one a line, so that whole conversations compare with ==.
struct IncomingText {
    std::string lines;

    void operator()(const amqp::Content& c) {
        lines += "content " + c.consumer_tag + " " + std::to_string(c.tag) +
                 (c.redelivered ? " again" : "") + " [" + c.content_encoding + "] " +
                 (c.stream_offset ? std::to_string(*c.stream_offset) : "-") + " " +
                 std::to_string(c.body_bytes) + " " + c.body;
        if (c.death) {
            lines += " dead of " + c.death->reason + " in " + c.death->queue + " to " +
                     c.death->exchange + " " + c.death->routing_key + " x" +
                     std::to_string(c.death->count);
        }
        lines += "\n";
    }
    void operator()(const amqp::Confirmed& a) {
        lines += "ack " + std::to_string(a.tag) + (a.multiple ? "*\n" : "\n");
    }
    void operator()(const amqp::Refused& n) {
        lines += "nack " + std::to_string(n.tag) + (n.multiple ? "*\n" : "\n");
    }
    void operator()(const amqp::Returned& r) {
        lines += "return " + std::to_string(r.reply_code) + " " + r.exchange + " " + r.routing_key +
                 "\n";
    }
    void operator()(const amqp::Consuming& c) { lines += "consuming " + c.consumer_tag + "\n"; }
    void operator()(const amqp::Blocked& b) { lines += "blocked " + b.reason + "\n"; }
    void operator()(const amqp::Unblocked&) { lines += "unblocked\n"; }
    void operator()(const amqp::Ended& e) { lines += "ended " + e.reason + "\n"; }

    // Decodes `bytes` in pieces of `piece_bytes`; an error ends the text with "error\n".
    static std::string of(std::string bytes, size_t piece_bytes, size_t body_bytes_max) {
        amqp::Session session{amqp::Session::new_codec(), body_bytes_max};
        IncomingText text;
        std::span<char> rest{bytes};
        while (!rest.empty()) {
            const size_t size = piece_bytes < rest.size() ? piece_bytes : rest.size();
            const auto fed = session.feed(rest.first(size), [&text](amqp::Incoming&& incoming) {
                std::visit(text, incoming);
                return true;
            });
            if (!fed.ok()) return text.lines + "error\n";
            rest = rest.subspan(size);
        }
        return text.lines;
    }
};
