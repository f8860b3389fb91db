#pragma once

#include <vector>

#include "common/base/result.h"
#include "common/books/backdated.h"
#include "common/carry/steps.h"
#include "common/db/session.h"

namespace books {

// Trades that a fold must know, from the database. Block.

// Those of the keys that it has.
[[nodiscard]] base::Result<std::vector<KnownTrade>> read_trades(db::Session& session,
                                                                const std::vector<TradeKey>& keys);

// What earlier days have of corrections that name no trade of their own day. Nothing is read where
// there is no such correction, or where no earlier day goes on into its day.
[[nodiscard]] base::Result<Earlier> read_earlier(
    db::Session& session, const std::vector<carry::Step>& steps,
    const std::vector<const events::Event*>& corrections);

}  // namespace books
