#include "producers/ctl/messages/pause_store.h"

#include "common/audit/audit.h"
#include "common/db/literal.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

Status insert_pause(db::Session& session, int32_t partition, const books::Pause& pause,
                    const audit::Person& who) {
    const auto again =
        session.execute(books::pause_again_sql() + " AND part=" + std::to_string(partition));
    if (!again.ok()) return again.error();
    const auto done =
        session.execute("INSERT INTO pauses (part,by_whom,reason,since_us) VALUES (" +
                        std::to_string(partition) + "," + literal(pause.by) + "," +
                        literal(pause.reason) + "," + std::to_string(pause.since_us) + ")");
    if (done.ok()) {
        return audit::record(session, pause.since_us, who, "pause",
                             "partition " + std::to_string(partition) + ": " + pause.reason);
    }
    if (done.error().code != Errc::Duplicate) return done.error();
    const auto other = books::read_pause(session, partition);
    const std::string by = other.ok() && other.value() ? " by " + other.value()->by : "";
    return Error{Errc::Invalid, "partition " + std::to_string(partition) + ": paused already" + by};
}

Status end_pause(db::Session& session, PausedPartition& paused, const audit::Person& who,
                 int64_t now_us) {
    if (paused.pause.catching_up()) return Unit{};
    const std::string partition = std::to_string(paused.partition);
    const auto done = session.execute(books::resume_sql(now_us) + " AND part=" + partition +
                                      " AND since_us=" + std::to_string(paused.pause.since_us));
    if (!done.ok()) return done.error();
    if (done.value() == 0) {
        return Error{Errc::Invalid,
                     "partition " + partition + ": the pause has changed meanwhile, look again"};
    }
    paused.pause.resumed_us = now_us;
    return audit::record(
        session, now_us, who, "resume",
        "partition " + partition + ", paused by " + paused.pause.by + ": " + paused.pause.reason);
}

}  // namespace

Status insert_pauses(db::Session& session, const std::vector<int32_t>& partitions,
                     const books::Pause& pause, const audit::Person& who) {
    return in_transaction(session, [&]() -> Status {
        for (const int32_t partition : partitions) {
            if (Status done = insert_pause(session, partition, pause, who); !done.ok()) return done;
        }
        return Unit{};
    });
}

Result<std::vector<PausedPartition>> read_pauses(db::Session& session,
                                                 const std::vector<int32_t>& partitions) {
    std::vector<PausedPartition> paused;
    for (const int32_t partition : partitions) {
        auto pause = books::read_pause(session, partition);
        if (!pause.ok()) return pause.error();
        if (pause.value()) paused.push_back({partition, *std::move(pause).value()});
    }
    return paused;
}

Result<std::vector<PausedPartition>> end_pauses(db::Session& session,
                                                const std::vector<int32_t>& partitions,
                                                const audit::Person& who, int64_t now_us) {
    std::vector<PausedPartition> ended;
    const Status done = in_transaction(session, [&]() -> Status {
        auto paused = read_pauses(session, partitions);
        if (!paused.ok()) return paused.error();
        ended = std::move(paused).value();
        for (PausedPartition& one : ended) {
            if (Status over = end_pause(session, one, who, now_us); !over.ok()) return over;
        }
        return Unit{};
    });
    if (!done.ok()) return done.error();
    return ended;
}

Status look_again(db::Session& session, std::vector<PausedPartition>& partitions) {
    for (PausedPartition& one : partitions) {
        auto pause = books::read_pause(session, one.partition);
        if (!pause.ok()) return pause.error();
        one.current = !pause.value().has_value();
        if (!one.current) one.pause = *std::move(pause).value();
    }
    return Unit{};
}

}  // namespace ctl
