#pragma once

#include <optional>
#include <string>

#include "producers/ctl/connection.h"
#include "producers/ctl/messages/redrive_store.h"

namespace ctl {

// What became of one parked row.
struct Redriven {
    enum class End {
        WouldApply,  // a rehearsal: neither the codec nor the books refuse it now
        Applied,
        Refused,  // it stays parked, with `reason`
        Unknown,  // sent, but the ledger has not taken it in time: to be run again
        Asked,    // another person must agree to the correction: `reason` says how
        Failed    // `reason`: nothing can be said
    };
    std::string digest;
    End end = End::Failed;
    std::string reason;
};
std::string_view name_of(Redriven::End end);

struct RedriveOrder {
    audit::Person who;
    std::string why;
    std::optional<std::string> edited;  // goes in place of the row's body
    bool break_glass = false;           // a correction without a second person
    bool dry_run = false;
    int64_t wait_ms = 10'000;  // for the ledger
};

// Sends one parked event once more and waits until the ledger has applied it or parked it again.
// What is refused by the codec or by the books as they stand now is not sent. Killed at any moment
// and run again it sends the same once more, which the inbox takes for a repeat. Blocks.
Redriven redrive_one(const Connection& connection, const ParkedRow& row, const RedriveOrder& order);

}  // namespace ctl
