#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "producers/ctl/watch/differing_totals.h"

namespace ctl {

struct DifferencesOptions {
    std::string config;
    bool json = false;
};
// Rows of the books that the reconciler has found otherwise than in the record, and totals that it
// has found otherwise than at the exchange.
int list_differences(const DifferencesOptions& options);

struct ListedDifference {
    std::string account, book, kind, key_hash, key;
    int64_t partition = 0, day = 0, since_us = 0;
};
base::Result<std::vector<ListedDifference>> read_differences(db::Session& session);
// Pure.
std::string differences_json(const std::vector<ListedDifference>& rows,
                             const std::vector<DifferingTotal>& totals);
std::string differences_table(const std::vector<ListedDifference>& rows,
                              const std::vector<DifferingTotal>& totals);

}  // namespace ctl
