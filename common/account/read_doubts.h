#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/account/doubt.h"
#include "common/base/result.h"
#include "common/db/session.h"

namespace account {

// The doubts about the books of these accounts on this day, as the session's transaction sees them:
// rows of `parked` that are not settled, also of earlier days, of `edited_events`, and of
// `differences` that could make an exit too large. Of an edited event the original counts as
// parked, what was sent in its place as edited. A parked body whose account cannot be read is
// nobody's: it holds no one up. An account with more than 500 of them has one doubt that speaks of
// everything; its neighbours have their own.
base::Result<std::map<std::string, std::vector<Doubt>>> read_doubts(
    db::Session& session, const std::vector<std::string>& accounts, uint32_t day);

// A row of `differences`: which positions it speaks of. Pure; nullopt where it makes none too
// large.
std::optional<events::Outline> outline_of_difference(const std::string& book,
                                                     const std::string& kind,
                                                     const std::string& row_key);

}  // namespace account
