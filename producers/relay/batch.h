#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/amqp/message.h"
#include "common/events/names.h"
#include "producers/relay/relay_config.h"

namespace relay {

struct WaitingNotice {
    std::string id;
    events::Channel channel{};
};

// One transaction's rows on their way through the broker. Pure.
class Batch {
  public:
    Batch() = default;
    // `rows`, oldest first, all of one urgency.
    Batch(const std::vector<WaitingNotice>& rows, Urgency urgency, size_t ids_per_message);

    // The next message to publish; null: all are. `published` gives it the publisher's number and
    // returns how many notices it names.
    [[nodiscard]] amqp::Message* next();
    size_t published(uint64_t number);

    // The broker has confirmed the publisher's messages up to this number.
    void confirmed_through(uint64_t number);
    [[nodiscard]] bool complete() const { return confirmed_ == entries_.size(); }
    // Notices whose messages the broker holds: these, and no others, are marked.
    [[nodiscard]] std::vector<std::string> confirmed_ids() const;
    // Notices whose messages the publisher has, confirmed or not: it sends them until they are.
    [[nodiscard]] std::vector<std::string> published_ids() const;
    [[nodiscard]] size_t unconfirmed_messages() const { return entries_.size() - confirmed_; }

  private:
    [[nodiscard]] std::vector<std::string> ids_of_first(size_t entries) const;

    struct Entry {
        amqp::Message message;
        std::vector<std::string> ids;
        uint64_t number = 0;
    };
    std::vector<Entry> entries_;
    size_t published_ = 0;
    size_t confirmed_ = 0;
};

// How long until the table is asked again after an answer of `found` rows where `most` were asked
// for; `last_ms`: the wait before. More may wait: at once. None: twice as long as before. Pure.
int64_t wait_ms(const RelayConfig& config, size_t found, size_t most, int64_t last_ms);

}  // namespace relay
