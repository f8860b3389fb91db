#pragma once

#include "common/base/result.h"
#include "common/site/site_store.h"
#include "common/verdict/verdict.h"

namespace ctl {

// Whether a person may activate the site on these books, and what the audit is to say of it. This
// is the one place where that is asked. `anew`: they have been compared once more for it. Invalid,
// with the reasons: they are not trusted, and `degraded` is not set. Pure.
base::Result<site::Evidence> consent_to_activate(const verdict::Verdict& books, bool anew,
                                                 bool degraded);

}  // namespace ctl
