#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"

namespace operators {

// The table `operators`. Names are compared case-blind. Calls block.

struct Operator {
    std::string name;
    bool may_read_audit = false;
    std::string email;   // "": none; told there of a broken glass, as by SMS
    std::string mobile;  // "": none
    int64_t added_us = 0;
    std::string added_by;
    int64_t revoked_us = 0;  // 0: not revoked
    std::string revoked_by;
};

// Whether a message reaches him. Pure.
bool has_address(const Operator& one);

// Whose token it is; nullopt: nobody's, or one that was revoked.
base::Result<std::optional<Operator>> operator_of(db::Session& session, std::string_view token);

// Who acts at this process. `token`: "" where none was shown. With one, `name` is its operator's,
// and Invalid where `by` names somebody else or the token is nobody's.
base::Result<audit::Person> person(db::Session& session, std::string_view by,
                                   std::string_view token);

base::Result<std::vector<Operator>> list_operators(db::Session& session);

// These are part of the caller's transaction, with their row in `audit`.

// A name that was revoked may be added again. Invalid: the name is an operator's.
base::Status add_operator(db::Session& session, const Operator& one, std::string_view token,
                          const audit::Person& by, int64_t now_us);
// Invalid: no operator of that name.
base::Status revoke_operator(db::Session& session, std::string_view name, const audit::Person& by,
                             int64_t now_us);
// The old token is void from now on. Invalid: `me` has not shown it.
base::Status renew_token(db::Session& session, const audit::Person& me, std::string_view token,
                         int64_t now_us);

// Invalid, naming `audit`: `me` has shown no token of an operator who may read it.
base::Status check_audit_reader(db::Session& session, const audit::Person& me);

}  // namespace operators
