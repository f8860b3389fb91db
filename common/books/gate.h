#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/db/session.h"

namespace books {

// What stands between an operator's pause and the transactions of the ledgers. Tables `gates` and
// `pauses` of schemas/sql/0006_operations.sql and 0008_catch_up.sql. All calls block; one thread at
// a time for a session.
//
// A pause goes through: paused (nothing is written to the books), catching up (the ledger works,
// the books are older than what had waited), and its row is gone (the books are current).

struct Pause {
    std::string by;
    std::string reason;
    int64_t since_us = 0;
    std::string drained_by;  // '' until a ledger has said that nothing is under way any more
    int64_t drained_us = 0;
    int64_t resumed_us = 0;  // 0: paused; else since when the partition catches up
    [[nodiscard]] bool catching_up() const { return resumed_us != 0; }
};

// Makes sure that the partition has a gate. Once for each session.
[[nodiscard]] base::Status build_gate(db::Session& session, int32_t partition);

struct Passed {
    bool open = false;    // false: the partition is paused, nothing may be written
    int64_t carried = 0;  // how often a day has begun with the positions of another
};
// To be the first statement of a transaction that writes books: holds the gate until its end.
[[nodiscard]] base::Result<Passed> pass_gate(db::Session& session, int32_t partition);

[[nodiscard]] base::Result<std::optional<Pause>> read_pause(db::Session& session,
                                                            int32_t partition);

// Waits until no transaction holds the gate, whosoever it is, and notes it in the pause that began
// at `since_us`, unless that is over or another ledger was first. From then on nothing is under way
// and nothing begins until the pause is over.
[[nodiscard]] base::Status drain(db::Session& session, int32_t partition, int64_t since_us,
                                 const std::string& owner, int64_t now_us);

// An UPDATE that ends pauses: the ledger goes on, the rows stay until it has caught up. To be
// extended by " AND" and a condition on `pauses`. Pure.
std::string resume_sql(int64_t now_us);
// A DELETE of rows that are catching up, to be extended like that. Only for a transaction that
// pauses the same partitions again. Pure.
std::string pause_again_sql();

// The partition has caught up with all that was in its queue when the pause ended at `resumed_us`.
// False: the row is gone already, or the partition was paused again.
[[nodiscard]] base::Result<bool> end_catch_up(db::Session& session, int32_t partition,
                                              int64_t resumed_us);

}  // namespace books
