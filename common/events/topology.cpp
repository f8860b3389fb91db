#include "common/events/topology.h"

#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "common/events/names.h"

namespace events::topology {
namespace {

using Buffer = rapidjson::StringBuffer;

std::string two_digits(int32_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// Thin words over RapidJSON's writer, so that the tables below read as tables.
class Definitions {
  public:
    void begin(const char* list) {
        json_.Key(list);
        json_.StartArray();
    }
    void end() { json_.EndArray(); }
    void open() { json_.StartObject(); }
    void close() { json_.EndObject(); }
    void text(const char* key, std::string_view value) {
        json_.Key(key);
        json_.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
    }
    void number(const char* key, int64_t value) {
        json_.Key(key);
        json_.Int64(value);
    }
    void flag(const char* key, bool value) {
        json_.Key(key);
        json_.Bool(value);
    }
    void arguments() {
        json_.Key("arguments");
        json_.StartObject();
    }
    void durable(std::string_view name) {
        text("name", name);
        text("vhost", kVhost);
        flag("durable", true);
        flag("auto_delete", false);
    }
    std::string take() { return buffer_.GetString(); }

  private:
    Buffer buffer_;
    rapidjson::PrettyWriter<Buffer> json_{buffer_};
};

void exchange(Definitions& out, std::string_view name, std::string_view type, bool with_alternate) {
    out.open();
    out.durable(name);
    out.text("type", type);
    out.flag("internal", false);
    out.arguments();
    if (with_alternate) out.text("alternate-exchange", kUnrouted);
    out.close();
    out.close();
}

void internal_fanout(Definitions& out, const std::string& name) {
    out.open();
    out.durable(name);
    out.text("type", "fanout");
    out.flag("internal", true);
    out.arguments();
    out.close();
    out.close();
}

// Ordered queue: no delivery limit, because every redelivery after a crash would count towards it
// and healthy messages would end as dead letters. What cannot be used is parked by the consumer
// itself.
void ordered(Definitions& out, std::string_view name, int64_t bytes_max) {
    out.open();
    out.durable(name);
    out.arguments();
    out.text("x-queue-type", "quorum");
    out.flag("x-single-active-consumer", true);
    out.text("x-overflow", "reject-publish");
    out.number("x-max-length-bytes", bytes_max);
    out.close();
    out.close();
}

void journal(Definitions& out) {
    out.open();
    out.durable(kJournal);
    out.arguments();
    out.text("x-queue-type", "stream");
    out.text("x-max-age", std::to_string(kJournalDays) + "D");
    out.number("x-max-length-bytes", kJournalBytesMax);
    out.number("x-stream-max-segment-size-bytes", kJournalSegmentBytes);
    out.close();
    out.close();
}

// Prices are worth nothing a moment later: the oldest go, and nothing is kept over a restart.
void prices(Definitions& out) {
    constexpr int64_t kMessagesMax = 10'000;
    out.open();
    out.durable(kSquareoffPrices);
    out.arguments();
    out.text("x-queue-type", "classic");
    out.flag("x-single-active-consumer", true);
    out.text("x-overflow", "drop-head");
    out.number("x-max-length", kMessagesMax);
    out.close();
    out.close();
}

// Unordered: a notice that comes back again and again without an answer is set aside, and stays in
// its queue until the dead letters have it.
void notices(Definitions& out, std::string_view name) {
    out.open();
    out.durable(name);
    out.arguments();
    out.text("x-queue-type", "quorum");
    out.number("x-delivery-limit", kNotifyDeliveriesMax);
    out.text("x-dead-letter-exchange", kDeadLetters);
    out.text("x-dead-letter-strategy", "at-least-once");
    out.text("x-overflow", "reject-publish");
    out.number("x-max-length-bytes", kNotifyQueueBytesMax);
    out.close();
    out.close();
}

void letters(Definitions& out, std::string_view name) {
    constexpr int64_t kBytesMax = int64_t{1} << 30;
    out.open();
    out.durable(name);
    out.arguments();
    out.text("x-queue-type", "quorum");
    out.text("x-overflow", "reject-publish");
    out.number("x-max-length-bytes", kBytesMax);
    out.close();
    out.close();
}

void binding(Definitions& out, std::string_view from, std::string_view to, std::string_view key,
             std::string_view type = "queue") {
    out.open();
    out.text("source", from);
    out.text("vhost", kVhost);
    out.text("destination", to);
    out.text("destination_type", type);
    out.text("routing_key", key);
    out.arguments();
    out.close();
    out.close();
}

// Each key of a topic exchange has one binding, to an exchange that spreads what it gets: so a key
// of no partition is unrouted, and one of a partition reaches ledger and record or neither. Of two
// bindings of one key, beside each other, RabbitMQ 3.10.8 was seen to forget one at a kill -9.
void bind_partition(Definitions& out, int32_t partition) {
    const std::string events = partition_exchange(kEvents, partition);
    const std::string own = partition_exchange(kEvents, partition, true);
    const std::string commands = partition_exchange(kCommands, partition);
    for (const std::string_view kind : kNames<Kind>) {
        binding(out, kEvents, events, event_key(kind, partition), "exchange");
        binding(out, kEvents, own, event_key(kind, partition, true), "exchange");
    }
    binding(out, own, events, "", "exchange");
    binding(out, own, squareoff_queue(partition), "");
    binding(out, events, ledger_queue(partition), "");
    binding(out, kCommands, commands, squareoff_queue(partition), "exchange");
    binding(out, commands, squareoff_queue(partition), "");
    for (const std::string_view queue : {kRecord, kJournal}) {
        binding(out, events, queue, "");
        binding(out, commands, queue, "");
    }
}

void bind_record(Definitions& out, const std::vector<std::string>& sessions) {
    for (const std::string_view queue : {kRecord, kJournal}) {
        binding(out, kSite, queue, "");
        for (const std::string& session : sessions) binding(out, kOrders, queue, session);
    }
}

std::vector<std::string> notify_queues() {
    std::vector<std::string> queues;
    for (const std::string_view channel : kNames<Channel>) {
        for (const bool urgent : {true, false}) queues.push_back(notify_queue(channel, urgent));
    }
    return queues;
}

}  // namespace

std::string partition_exchange(std::string_view exchange, int32_t partition, bool own) {
    return event_key(exchange, partition, own);
}

std::string ledger_queue(int32_t partition) { return "ledger." + two_digits(partition); }

std::string squareoff_queue(int32_t partition) { return "squareoff." + two_digits(partition); }

std::string gateway_queue(std::string_view session) { return "gateway." + std::string{session}; }

std::string notify_queue(std::string_view channel, bool urgent) {
    return "notify." + std::string{channel} + (urgent ? ".urgent" : ".bulk");
}

std::string price_key(std::string_view exchange, std::string_view segment) {
    return "price." + std::string{exchange} + "." + std::string{segment};
}

std::string event_key(std::string_view kind, int32_t partition, bool own) {
    return std::string{kind} + "." + two_digits(partition) + (own ? ".own" : "");
}

std::string definitions_json(int32_t partitions, const std::vector<std::string>& sessions) {
    Definitions out;
    out.open();
    out.begin("vhosts");
    out.open();
    out.text("name", kVhost);
    out.close();
    out.end();
    out.begin("exchanges");
    exchange(out, kEvents, "topic", true);
    exchange(out, kUnrouted, "fanout", false);
    exchange(out, kDeadLetters, "topic", true);
    exchange(out, kCommands, "topic", true);
    exchange(out, kOrders, "direct", true);
    exchange(out, kPrices, "topic", false);
    exchange(out, kSite, "fanout", false);
    exchange(out, kNotify, "topic", true);
    for (int32_t partition = 0; partition < partitions; ++partition) {
        internal_fanout(out, partition_exchange(kEvents, partition));
        internal_fanout(out, partition_exchange(kEvents, partition, true));
        internal_fanout(out, partition_exchange(kCommands, partition));
    }
    out.end();
    out.begin("queues");
    for (int32_t partition = 0; partition < partitions; ++partition) {
        ordered(out, ledger_queue(partition), kLedgerQueueBytesMax);
        ordered(out, squareoff_queue(partition), kCommandQueueBytesMax);
    }
    for (const std::string& session : sessions) {
        ordered(out, gateway_queue(session), kCommandQueueBytesMax);
    }
    for (const std::string& queue : notify_queues()) notices(out, queue);
    prices(out);
    ordered(out, kRecord, kRecordQueueBytesMax);
    journal(out);
    letters(out, kUnrouted);
    letters(out, kFeedDeadLetters);
    letters(out, kNotifyDeadLetters);
    out.end();
    out.begin("bindings");
    for (int32_t partition = 0; partition < partitions; ++partition) {
        bind_partition(out, partition);
    }
    bind_record(out, sessions);
    for (const std::string& session : sessions) {
        binding(out, kOrders, gateway_queue(session), session);
    }
    for (const std::string& queue : notify_queues()) binding(out, kNotify, queue, queue);
    binding(out, kPrices, kSquareoffPrices, "price.#");
    binding(out, kUnrouted, kUnrouted, "");
    binding(out, kDeadLetters, kFeedDeadLetters, "feed");
    binding(out, kDeadLetters, kNotifyDeadLetters, "notify.#");
    out.end();
    out.close();
    return out.take();
}

}  // namespace events::topology
