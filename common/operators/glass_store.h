#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/operators/approval.h"
#include "common/operators/operator_store.h"

namespace operators {

// The table `broken_glass`: acts for which two persons were wanted and one was there.

// Empty, or why the glass may not be broken: no token, no reason. Begins with the option. Pure.
std::string problem_of_glass(const audit::Person& me, std::string_view reason);

// The operators, without `me`, who have an address and are not revoked. Pure, as what follows.
int64_t reachable_others(const std::vector<Operator>& all, std::string_view me);
// Who learns of a glass that `me` breaks, and where, masked; and who has no address. In lines, for
// people. `all`: the operators, those revoked too.
std::string told_text(const std::vector<Operator>& all, std::string_view me);

struct NewGlass {
    int64_t id = 0;
    std::string told;  // told_text
};
// In the caller's transaction: the row, its row in `audit`, and a notice to each operator who has
// an address.
base::Result<NewGlass> insert_broken_glass(db::Session& session, int64_t approval, const Act& act,
                                           const audit::Person& me, int64_t now_us);

struct BrokenGlass {
    int64_t id = 0;
    int64_t approval = 0;
    std::string action;
    std::string reason;
    audit::Person by;
    int64_t broken_us = 0;
    int64_t countersigned_us = 0;  // 0: open
    std::string countersigned_by;
};
// Newest first, the open ones before the others.
base::Result<std::vector<BrokenGlass>> list_broken_glass(db::Session& session, int64_t limit);

// Another person has looked at it: one transaction. Invalid: there is none, it is closed already,
// or it is no other person.
base::Status countersign(db::Session& session, int64_t id, const audit::Person& me,
                         std::string_view remark, int64_t now_us);

}  // namespace operators
