#include "consumers/ledger/gap_desk.h"

#include "common/base/clock.h"
#include "common/log/log.h"

namespace ledger {

base::Result<GapOrders> read_gap_orders(db::Session& session, int32_t partition) {
    auto accepted = books::read_accepted_gaps(session, partition);
    if (!accepted.ok()) return accepted.error();
    const auto heal = books::take_heal_request(session, partition);
    if (!heal.ok()) return heal.error();
    return GapOrders{std::move(accepted).value(), heal.value()};
}

void note_gaps(db::Session& session, int32_t partition, const GapWatch::Step& step, size_t held,
               int64_t alarm_us) {
    const auto told = [&](const base::Status& status) {
        if (status.ok()) return;
        logging::warn("gap not noted for operators",
                      {{"partition", partition}, {"error", status.error().what}});
    };
    for (const auto& [stream, gap] : step.alarm) {
        logging::error("gap: events are missing, what follows is held",
                       {{"partition", partition},
                        {"source", stream.source},
                        {"day", stream.day},
                        {"first_missing", gap.first_missing},
                        {"last_missing", gap.last_missing}});
    }
    for (const StreamId& stream : step.closed) {
        logging::info("gap closed",
                      {{"partition", partition}, {"source", stream.source}, {"day", stream.day}});
    }
    // A gap that is alarmed may follow one of the same stream that has just closed.
    for (const StreamId& stream : step.closed) {
        told(books::forget_gap(session, partition, stream));
    }
    const int64_t since_us = base::wall_now().us - alarm_us;
    for (const auto& [stream, gap] : step.alarm) {
        told(
            books::note_gap(session, partition, stream, gap, static_cast<int64_t>(held), since_us));
    }
}

}  // namespace ledger
