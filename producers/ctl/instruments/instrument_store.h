#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/audit/person.h"
#include "common/db/session.h"
#include "producers/ctl/instruments/terms_file.h"

namespace ctl {

struct TermsChange {
    account::InstrumentKey key;
    std::string symbol;
    Terms before;
    Terms after;
};

// An instrument as it is; Invalid: it is unknown. Locks its row where `to_change`.
base::Result<TermsChange> read_terms_of(db::Session& session, const account::InstrumentKey& key,
                                        bool to_change = false);

struct ChangeOrder {
    std::vector<TermsLine> lines;
    audit::Person who;
    std::string why;
    int64_t now_us = 0;
    bool dry_run = false;
};
// All of it in one transaction, each change that is one with its row of `audit`. Invalid, where one
// line is wrong, and nothing is changed. A line of a file is named by its number.
base::Result<std::vector<TermsChange>> change_terms(db::Session& session, const ChangeOrder& order);

}  // namespace ctl
