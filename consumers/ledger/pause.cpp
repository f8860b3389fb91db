#include "consumers/ledger/pause.h"

#include "common/log/log.h"

namespace ledger {

PauseWatch::Change PauseWatch::saw(const std::optional<books::Pause>& pause, base::MonoTime now) {
    looked_ = now;
    std::optional<Seen> found;
    if (pause) found = Seen{pause->since_us, pause->resumed_us};
    if (found == seen_) return Change::None;
    seen_ = found;
    if (!found) return Change::Over;
    return found->resumed_us == 0 ? Change::Begun : Change::Resumed;
}

base::Result<std::optional<books::Pause>> look(db::Session& session, int32_t partition,
                                               const std::string& owner) {
    auto pause = books::read_pause(session, partition);
    if (!pause.ok() || !pause.value()) return pause;
    if (pause.value()->catching_up() || !pause.value()->drained_by.empty()) return pause;
    const base::Status drained =
        books::drain(session, partition, pause.value()->since_us, owner, base::wall_now().us);
    if (!drained.ok()) return drained.error();
    return pause;
}

void log_change(PauseWatch::Change change, int32_t partition,
                const std::optional<books::Pause>& pause) {
    if (change == PauseWatch::Change::Begun) {
        logging::warn("partition paused: its events wait",
                      {{"partition", partition}, {"by", pause->by}, {"reason", pause->reason}});
    } else if (change == PauseWatch::Change::Resumed) {
        logging::info("partition goes on; exits wait until it has caught up",
                      {{"partition", partition}, {"paused_by", pause->by}});
    } else if (change == PauseWatch::Change::Over) {
        logging::info("partition is current", {{"partition", partition}});
    }
}

}  // namespace ledger
