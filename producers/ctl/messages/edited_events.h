#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/events/json_text.h"
#include "producers/ctl/messages/parked_store.h"

namespace ctl {

// A parked event that a person has changed and sent again, and that the books have now: what
// account's exits rest on it (common/account/holds.h, Edited). A row of `edited_events`.
struct EditedEvent {
    std::string digest;  // of the parked row that it was, 32 hexadecimal digits
    std::string account;
    int64_t day = 0;
    std::string by;
    int64_t at_us = 0;
    friend bool operator==(const EditedEvent&, const EditedEvent&) = default;
};

// Newest first; of the filter account and day count. One line for each event and account. Blocks.
base::Result<std::vector<EditedEvent>> read_edited(db::Session& session, const ParkedFilter& filter,
                                                   int64_t limit);

// "edited: 8f3a… of AA1, sent again by asha on 2026-08-03 14:05:03 IST: its exits of
// 20260803 are held as far as they rest on it", a line each. Pure.
std::string edited_text(const std::vector<EditedEvent>& all);
void write_edited(events::JsonText& json, const std::vector<EditedEvent>& all);

}  // namespace ctl
