#pragma once

#include <cstdint>
#include <string>

#include "common/config/section.h"

namespace reconciler {

struct ReconcilerConfig {
    int32_t partitions = 4;
    // Each partition is compared this often.
    int64_t interval_ms = 10'000;
    // How often the fold is brought up to the live books in between.
    int64_t poll_ms = 1'000;
    // A round that the record does not serve within this time is given up.
    int64_t round_deadline_ms = 20'000;
    // Accounts of a round beside those that have changed: all of them come in turn.
    int64_t sweep_accounts = 2'000;
    // Accounts of a round that have changed since they were compared last; the others of them wait.
    int64_t touched_accounts_max = 500;
    // Events of a partition that wait because the live books have not got them yet.
    int64_t held_events_max = 100'000;
    // Of all partitions' waiting events: beyond it they are dropped, and read again later.
    int64_t held_bytes_max = 128 << 20;
    // Of its own books. Where a day does not fit, its accounts are compared share by share.
    int64_t books_bytes_max = 512 << 20;
    // Of what is remembered of events without a number: beyond it nothing is compared.
    int64_t unnumbered_bytes_max = 256 << 20;
    // Where backstop-archive writes.
    std::string archive_folder;
};

ReconcilerConfig reconciler_config(config::Section& section);

}  // namespace reconciler
