#include "producers/ctl/list_json.h"
#include "producers/ctl/table.h"
#include "producers/ctl/watch/overview_text.h"
#include "producers/ctl/watch/trouble.h"

namespace ctl {
namespace {

using events::JsonText;
using overview::Overview;
using Align = Table::Align;

bool is_active(const Overview& overview) {
    return overview.site.known() && overview.site.value->state == site::State::Active;
}

int64_t watermark_of(const overview::Partition& partition) {
    int64_t sum = 0;
    for (const auto& stream : partition.streams) sum += stream.watermark;
    return sum;
}

std::optional<int64_t> waiting_of(const overview::Queue& queue) {
    if (!queue.ready || !queue.unacked) return std::nullopt;
    return *queue.ready + *queue.unacked;
}

std::string paused_text(const overview::Partition& one) {
    if (!one.paused) return "";
    const overview::Pause& pause = *one.paused;
    const std::string since = pause.catching_up()
                                  ? "catching up since " + india_time(pause.resumed_us)
                                  : "since " + india_time(pause.since_us);
    return since + "; " + pause.by + ": " + pause.reason;
}

std::string note(const std::string& waits) {
    return waits.empty() ? "" : std::string{kNoReading} + ": " + waits + "\n";
}

}  // namespace

std::string queues_table(const Overview& overview) {
    Table table{{{"QUEUE"},
                 {"WAITING", Align::Right},
                 {"READY", Align::Right},
                 {"UNACKED", Align::Right},
                 {"CONSUMERS", Align::Right},
                 {"IN/S", Align::Right},
                 {"OUT/S", Align::Right},
                 {"TROUBLE"}}};
    for (const auto& queue : *overview.queues.value) {
        table.add({queue.name, count_text(waiting_of(queue)), count_text(queue.ready),
                   count_text(queue.unacked), count_text(queue.consumers),
                   rate_text(queue.in_per_1000_s), rate_text(queue.out_per_1000_s),
                   queue_trouble(queue, is_active(overview))});
    }
    if (table.empty()) return "the broker has no queues here: load backstopctl topology\n";
    const std::string waits = queues_wait_for(overview);
    return table.text() + note(waits);
}

std::string queues_json(const Overview& overview) {
    return list_json("queues", *overview.queues.value, [&](JsonText& json, const auto& queue) {
        json.text("name", queue.name);
        json.integer_or_null("waiting", waiting_of(queue));
        json.integer_or_null("ready", queue.ready);
        json.integer_or_null("unacked", queue.unacked);
        json.integer_or_null("consumers", queue.consumers);
        json.integer_or_null("bytes", queue.bytes);
        json.integer_or_null("in_per_1000_s", queue.in_per_1000_s);
        json.integer_or_null("out_per_1000_s", queue.out_per_1000_s);
        json.text("trouble", queue_trouble(queue, is_active(overview)));
    });
}

std::string lag_table(const Overview& overview) {
    Table table{{{"PARTITION", Align::Right},
                 {"WATERMARK", Align::Right},
                 {"WAITING", Align::Right},
                 {"BEHIND S", Align::Right},
                 {"APPLIED/S", Align::Right},
                 {"GAP S", Align::Right},
                 {"HELD", Align::Right},
                 {"PAUSED"}}};
    for (const auto& one : overview.partitions) {
        table.add({std::to_string(one.number), std::to_string(watermark_of(one)), waiting_text(one),
                   behind_text(one), rate_text(one.applied_per_1000_s), seconds_text(one.gap_us),
                   count_text(one.held), paused_text(one)});
    }
    if (table.empty()) {
        return "no partition is known: no ledger has a queue, and nothing of the open day is "
               "booked\n";
    }
    const std::string waits = partitions_wait_for(overview);
    return table.text() + note(waits);
}

std::string lag_json(const Overview& overview) {
    return list_json("partitions", overview.partitions, [](JsonText& json, const auto& one) {
        json.integer("partition", one.number);
        json.integer("watermark", watermark_of(one));
        json.integer_or_null("waiting", one.lag_messages);
        json.integer_or_null("missing", one.missing);
        json.integer_or_null("behind_us", one.lag_us);
        json.integer_or_null("lag_messages", one.lag_messages);  // the names of before, for one
        json.integer_or_null("lag_us", one.lag_us);              // release
        json.integer_or_null("applied_per_1000_s", one.applied_per_1000_s);
        json.integer_or_null("gap_us", one.gap_us);
        json.integer_or_null("held", one.held);
        json.integer_or_null("paused_since_us",
                             one.paused ? std::optional{one.paused->since_us} : std::nullopt);
        json.flag("paused", one.paused && !one.paused->catching_up());
        json.flag("catching_up", one.paused && one.paused->catching_up());
    });
}

}  // namespace ctl
