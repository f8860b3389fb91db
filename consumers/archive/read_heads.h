#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/result.h"
#include "consumers/archive/contents.h"

namespace archive {

struct HeadsFrom {
    std::string folder;
    int32_t partitions = 4;
    int64_t from = 0;  // numbers of records
    int64_t through = 0;
    size_t heads_max = 0;
};

void raise_heads(Heads& into, const Heads& from);

// Collects the heads of the records in a folder's files. `on_many` makes room in `heads` when they
// are more than `heads_max`. What stands behind damage in a file is passed over, with a line in the
// log; any other error ends it, for a file that could not be read may tell the highest numbers.
base::Status read_heads(const HeadsFrom& wanted, Heads& heads,
                        const std::function<base::Status()>& on_many);

}  // namespace archive
