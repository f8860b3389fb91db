#include "consumers/ledger/pause.h"

#include "common/log/log.h"

namespace ledger {

PauseWatch::Change PauseWatch::saw(const std::optional<books::Pause>& pause, base::MonoTime now) {
    looked_ = now;
    if (pause.has_value() == paused_) return Change::None;
    paused_ = pause.has_value();
    return paused_ ? Change::Begun : Change::Over;
}

base::Result<std::optional<books::Pause>> look(db::Session& session, int32_t partition,
                                               const std::string& owner) {
    auto pause = books::read_pause(session, partition);
    if (!pause.ok() || !pause.value() || !pause.value()->drained_by.empty()) return pause;
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
    } else if (change == PauseWatch::Change::Over) {
        logging::info("partition goes on", {{"partition", partition}});
    }
}

}  // namespace ledger
