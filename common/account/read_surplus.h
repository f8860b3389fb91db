#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/account/view.h"
#include "common/base/result.h"
#include "common/db/session.h"

namespace account {

// To View::doubts: orders of ours whose trades come to more, over all days up to this one, than
// they can: one of them may be there twice, and be taken back. As long as the books have the days:
// what stands there twice is in the positions of the days behind, too. Blocks; in the snapshot of
// the views.
base::Status read_surplus(db::Session& session, const std::vector<std::string>& accounts,
                          uint32_t day, std::map<std::string, View*>& by_account);

}  // namespace account
