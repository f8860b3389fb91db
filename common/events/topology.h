#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace events::topology {

// The broker's objects: the one place that names them. RabbitMQ's definitions are printed from here
// (`backstopctl topology`); a test compares schemas/asyncapi.yaml with it.
inline constexpr std::string_view kVhost = "backstop";
inline constexpr std::string_view kEvents = "events";  // topic exchange: trade.<pp>, order.<pp>
inline constexpr std::string_view kUnrouted =
    "unrouted";  // fanout exchange and its queue: an alarm when not empty
inline constexpr std::string_view kDeadLetters = "dlx";  // topic exchange
inline constexpr std::string_view kJournal = "journal";  // stream: every event as published
inline constexpr std::string_view kFeedDeadLetters =
    "dlq.feed";  // records that the feed could not number

inline constexpr int64_t kLedgerQueueBytesMax = int64_t{4} << 30;
inline constexpr int64_t kJournalBytesMax = int64_t{20} << 30;
inline constexpr int64_t kJournalSegmentBytes = 100'000'000;

std::string ledger_queue(int32_t partition);                      // ledger.07
std::string event_key(std::string_view kind, int32_t partition);  // trade.07

// RabbitMQ definitions (vhost, exchanges, queues, bindings) as JSON, without users.
std::string definitions_json(int32_t partitions);

}  // namespace events::topology
