#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "common/books/sequencer.h"
#include "test/unit/events/make_event.h"

// Messages that have arrived in a partition, without the way through the codec.
class Arrivals {
  public:
    // A message with events of these numbers; 0: without one.
    void add(std::initializer_list<int64_t> seqs, std::string_view source = "a",
             uint32_t day = 20260803) {
        auto incoming = std::make_unique<books::Incoming>();
        incoming->tag = pending.size() + 1;
        for (const int64_t seq : seqs) {
            events::Event event = make_order();
            event.source = source;
            event.day = day;
            event.seq = seq;
            incoming->batch.events.push_back(event);
        }
        books::list_items(*incoming, make_order().partition);
        pending.push_back(std::move(incoming));
    }

    // "a1 a2 -": what the plan applies, in order.
    static std::string applied(const books::Plan& plan) { return text(plan.apply); }
    static std::string duplicates(const books::Plan& plan) { return text(plan.duplicates); }

    books::Pending pending;

  private:
    static std::string text(const std::vector<books::Item*>& items) {
        std::string text;
        for (const books::Item* item : items) {
            if (!text.empty()) text.push_back(' ');
            text +=
                item->seq() == 0 ? "-" : std::string{item->source()} + std::to_string(item->seq());
        }
        return text;
    }
};
