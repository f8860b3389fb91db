#pragma once

#include <optional>

#include "common/base/result.h"
#include "common/journal/record.h"

namespace journal {

// Records in the order of their offsets, from wherever they come. One thread at a time.
class Source {
  public:
    virtual ~Source() = default;

    // The next record; nullopt: the end is reached. Blocks, with a time-out of its own. Errors:
    // Retryable, the same call may go better later; Invalid, what is there is damaged, and the
    // reason says where; Fatal, it cannot be read.
    [[nodiscard]] virtual base::Result<std::optional<Record>> next() = 0;
};

}  // namespace journal
