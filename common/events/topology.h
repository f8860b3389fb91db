#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace events::topology {

// The broker's objects: the one place that names them. RabbitMQ's definitions are printed from here
// (`backstopctl topology`); a test compares schemas/asyncapi.yaml with it. Whoever publishes does
// so to `events`, `commands`, `orders`, `prices`, `site` or `notify`; a key that none of our
// partitions or sessions has goes to `unrouted`, and no queue takes every key.
inline constexpr std::string_view kVhost = "backstop";
// Topic exchange: trade.<pp>, order.<pp>; with .own where the message holds an event of an order of
// ours.
inline constexpr std::string_view kEvents = "events";
inline constexpr std::string_view kCommands = "commands";  // topic exchange: squareoff.<pp>
inline constexpr std::string_view kOrders = "orders";      // direct exchange: <session>
inline constexpr std::string_view kPrices = "prices";  // topic exchange: price.<exchange>.<segment>
inline constexpr std::string_view kSite = "site";  // fanout exchange: changes of the site's state
inline constexpr std::string_view kNotify =
    "notify";  // topic exchange: notify.<channel>.<urgent or bulk>
inline constexpr std::string_view kUnrouted =
    "unrouted";  // fanout exchange and its queue: an alarm when not empty
inline constexpr std::string_view kDeadLetters = "dlx";  // topic exchange
// Quorum queue: every message as published, until the archive has it on its disk. Who publishes is
// confirmed only when it is in there, so the archive's files are the record of what was confirmed.
inline constexpr std::string_view kRecord = "record";
// Stream of the same messages, for quick reading. It may lack confirmed ones (docs/adr/0018).
inline constexpr std::string_view kJournal = "journal";
inline constexpr std::string_view kFeedDeadLetters =
    "dlq.feed";  // records that the feed could not number
inline constexpr std::string_view kNotifyDeadLetters =
    "dlq.notify";  // notices that were delivered too often without an answer

inline constexpr int64_t kLedgerQueueBytesMax = int64_t{4} << 30;
inline constexpr int64_t kCommandQueueBytesMax = int64_t{1} << 30;
inline constexpr int64_t kNotifyQueueBytesMax = int64_t{1} << 30;
inline constexpr int64_t kNotifyDeliveriesMax = 20;
inline constexpr int64_t kRecordQueueBytesMax = int64_t{8} << 30;
inline constexpr int64_t kJournalDays = 10;  // so old may an event of the journal be
inline constexpr int64_t kJournalBytesMax = int64_t{20} << 30;
inline constexpr int64_t kJournalSegmentBytes = 100'000'000;

inline constexpr std::string_view kSquareoffPrices =
    "prices.squareoff";  // classic, bounded, drops the oldest

// Fanout exchanges behind the keys of one partition, which no publisher may use: events.07 leads to
// the ledger and the record, events.07.own to the square-off and to events.07, commands.07 to the
// square-off and the record.
std::string partition_exchange(std::string_view exchange, int32_t partition, bool own = false);
std::string ledger_queue(int32_t partition);                      // ledger.07
std::string squareoff_queue(int32_t partition);                   // squareoff.07, and the key
std::string gateway_queue(std::string_view session);              // gateway.<session>
std::string notify_queue(std::string_view channel, bool urgent);  // notify.sms.urgent, and the key
std::string price_key(std::string_view exchange, std::string_view segment);  // price.NSE.FO
// trade.07; trade.07.own
std::string event_key(std::string_view kind, int32_t partition, bool own = false);

// RabbitMQ definitions (vhost, exchanges, queues, bindings) as JSON, without users.
// `sessions`: of the gateways.
std::string definitions_json(int32_t partitions, const std::vector<std::string>& sessions);

}  // namespace events::topology
