#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/exits/exit.h"
#include "common/exits/resolution.h"
#include "common/operators/approval.h"

namespace ctl {

// Orders and cancels of ours, of whatever day, of which nobody knows what the exchange has made.

inline constexpr int64_t kInDoubtMax = 10'000;  // shown

// Oldest first, at most kInDoubtMax; of one account, or "" of all.
base::Result<std::vector<exits::Exit>> read_in_doubt(db::Session& session,
                                                     const std::string& account);

// Pure from here on. Times are the database's.

// "unanswered" or "contradicted".
std::string kind_of(const exits::Exit& row);
int64_t since_us(const exits::Exit& row);
std::string why_in_doubt(const exits::Exit& row);

std::string in_doubt_table(const std::vector<exits::Exit>& rows);
std::string in_doubt_json(const std::vector<exits::Exit>& rows);

// What a person says has become of one. A gateway asks the exchange by itself first: before
// kResolveAfterUs nobody needs to.
inline constexpr int64_t kResolveAfterUs = 60'000'000;
// Empty, or why it cannot be said, beginning with a field.
std::string resolve_problem(const exits::Exit& row, exits::InBooks in_books, int64_t filled,
                            int64_t now_us);
// "sell 75 of NIFTY26AUG24000CE NRML"
std::string order_text(const exits::Exit& row);
operators::Act act_of(const exits::Exit& row, int64_t filled, const std::string& why);
// {"state":…,"heard":…,"reason":…}: for the audit, before and after.
std::string change_json(const exits::Exit& row);

}  // namespace ctl
