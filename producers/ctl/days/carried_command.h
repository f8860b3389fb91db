#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "common/account/view.h"
#include "common/carry/store.h"
#include "common/db/session.h"

namespace ctl {

// carry::carry_day with a word on standard error every two seconds.
base::Result<carry::Carried> carry_forward(db::Session& session, const carry::Step& step,
                                           carry::Mode mode);
// The instruments of those that it names.
std::set<account::InstrumentKey> instruments_in(const carry::Carried& carried);

struct CarriedOptions {
    std::string config;
    std::optional<int64_t> day;  // yyyymmdd; not given: the open one
    std::string by;              // empty: the login name
    std::string reason;
    bool json = false;
};
// `day carried`: what the day has begun with, and what would be different now.
int show_carried(const CarriedOptions& options);
// `day carry`: the same once more from the books of the day before, as they stand now.
int carry_again(const CarriedOptions& options);

}  // namespace ctl
