#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/account/books_state.h"
#include "common/account/exchanges.h"
#include "common/account/read_view.h"
#include "common/base/result.h"
#include "common/db/session.h"

namespace ctl {

// The trading day that a command is about: `given`, else the one that is open. Invalid where
// `given` is no date, or where none is given and none is open.
base::Result<uint32_t> trading_day(db::Session& session, std::optional<int64_t> given);

// One account's books with all that a preview needs, of one moment.
struct AccountBooks {
    account::View view;
    account::Books state{};        // of its partition
    account::Unreached unreached;  // exchanges
    account::Instruments instruments;
    std::vector<account::Protection> protections;
};
// `partitions`: of the deployment.
base::Result<AccountBooks> read_books(db::Session& session, const std::string& account,
                                      uint32_t day, int32_t partitions);

}  // namespace ctl
