#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/db/session.h"

namespace books {

// What stands between an operator's pause and the transactions of the ledgers. Tables `gates` and
// `pauses` of schemas/sql/0006_operations.sql. All calls block; one thread at a time for a session.

struct Pause {
    std::string by;
    std::string reason;
    int64_t since_us = 0;
    std::string drained_by;  // '' until a ledger has said that nothing is under way any more
    int64_t drained_us = 0;
};

// Makes sure that the partition has a gate. Once for each session.
[[nodiscard]] base::Status build_gate(db::Session& session, int32_t partition);

// To be the first statement of a transaction that writes books: holds the gate until its end.
// False: the partition is paused, nothing may be written.
[[nodiscard]] base::Result<bool> pass_gate(db::Session& session, int32_t partition);

[[nodiscard]] base::Result<std::optional<Pause>> read_pause(db::Session& session,
                                                            int32_t partition);

// Waits until no transaction holds the gate, whosoever it is, and notes it in the pause that began
// at `since_us`, unless that is over or another ledger was first. From then on nothing is under way
// and nothing begins until the row is gone.
[[nodiscard]] base::Status drain(db::Session& session, int32_t partition, int64_t since_us,
                                 const std::string& owner, int64_t now_us);

}  // namespace books
