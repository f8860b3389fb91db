#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/account/read_view.h"
#include "common/account/view.h"
#include "common/base/result.h"
#include "common/db/session.h"

namespace account {

// Orders of ours across midnight (docs/adr/0033-fates-across-midnight.md). Block; in the snapshot
// of the views, which hold their rows and orders of their own day already.

// To View::own: what other days have left without an end: earlier ones, and one that was opened and
// taken back.
base::Status read_other_rows(db::Session& session, const std::vector<std::string>& accounts,
                             uint32_t day, std::map<std::string, View*>& by_account);

// View::days and View::elsewhere. Where nothing more is planned, the positions of the view count
// with what our orders have filled on later days.
base::Status read_elsewhere(db::Session& session, uint32_t day, DayIs day_is,
                            std::map<std::string, View*>& by_account);

// Puts one order of ours of another day's books into its view; where several days have it, they
// come in the order of their days. Pure.
void take_elsewhere(View& view, Order order);

}  // namespace account
