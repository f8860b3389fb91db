#pragma once

#include <string>

#include "common/db/session.h"
#include "producers/replay/stop_flag.h"

namespace replay {

// The pauses of all partitions that a swap asks for, in the table `pauses` which the ledgers obey.
// They are told from an operator's own by their reason, so that a second run finds what a first one
// has left. One thread at a time; calls block.
class Pauses {
  public:
    // `session`: in the live database, connected; it must outlive this.
    Pauses(db::Session& session, int32_t partitions, uint32_t day)
        : session_{session}, partitions_{partitions}, mark_{"swap of " + std::to_string(day)} {}

    // Partitions that are paused already stay with who paused them; what catches up is paused anew.
    [[nodiscard]] base::Status ask(const std::string& by, const std::string& reason);
    // Until every partition's ledger has said that it has stopped. Retryable: not in time.
    [[nodiscard]] base::Status wait_drained(int64_t deadline_ms, const StopFlag& stopping);
    // Lets go those that `ask` made, in this run or in an earlier one: the ledgers go on, and exits
    // wait until they have caught up.
    [[nodiscard]] base::Status let_go();

  private:
    [[nodiscard]] base::Result<int64_t> count(std::string_view condition);
    [[nodiscard]] std::string ours() const;

    db::Session& session_;
    const int32_t partitions_;
    const std::string mark_;
};

}  // namespace replay
