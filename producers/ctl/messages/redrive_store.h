#pragma once

#include <optional>
#include <string>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "common/operators/consent.h"
#include "producers/ctl/messages/parked_store.h"
#include "producers/ctl/messages/redriven_event.h"

namespace ctl {

// The table `redrives`, and what the ledger has made of a redriven event. Each change is one
// transaction with its row in `audit`.

// A redrive's event as the row or the person's file has it, and as it goes out.
struct Wording {
    std::string given;
    std::string sent;
};

// Notes what will be sent, before it is, and that `consent` is used. Returns what is to be sent:
// the body of another redrive of the row that is still under way goes first. Invalid where the row
// has been settled or tried meanwhile.
base::Result<std::string> note_sending(db::Session& session, const ParkedRow& row,
                                       const Wording& wording, const audit::Person& who,
                                       const std::string& detail, const operators::Consent& consent,
                                       int64_t now_us);
// What a wording other than the row's is in `approvals`, where it changes what the event does to a
// position or an order (account, side, quantity, the order's number or state, …); nullopt: it does
// not. Pure.
std::optional<operators::Act> correction_of(const ParkedRow& row, const Wording& wording,
                                            const std::string& why);
// Invalid where a request about the message waits for another person: nobody passes it by.
base::Status no_request_waits(db::Session& session, const ParkedRow& row);
// Part of the session's transaction: the row is ours until its end. Invalid where it has been
// settled or tried meanwhile, another redrive of it is under way, or a request about it waits.
base::Status lock_idle(db::Session& session, const ParkedRow& row);
// It was refused before anything was sent. Invalid where another redrive has begun meanwhile.
base::Status note_refused(db::Session& session, const ParkedRow& row, const std::string& reason,
                          int64_t now_us);

struct Fate {
    bool known = false;
    bool applied = false;
    std::string reason;  // parked again, with this one
    std::string digest;  // of the row it was parked in
};
base::Result<Fate> read_fate(db::Session& session, const RedrivenEvent& event);

// The row is settled: its event is in the books.
base::Status note_applied(db::Session& session, const ParkedRow& row, const audit::Person& who,
                          int64_t now_us);
// The row stays, with the new reason; the second row, which holds the same event, is settled.
base::Status note_parked_again(db::Session& session, const ParkedRow& row, const Fate& fate,
                               const audit::Person& who, int64_t now_us);

}  // namespace ctl
