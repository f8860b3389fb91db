#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "consumers/reconciler/share.h"

namespace reconciler {

// Which share of the accounts is compared, and for how long. All of them, as long as their books
// fit into memory; else shares of half as many, of half of that and so on, one after the other,
// each until every partition has looked at all of its accounts. No clock, no I/O; one thread at a
// time.
class ShareCycle {
  public:
    ShareCycle(size_t partitions, size_t bytes_max)
        : bytes_max_{bytes_max}, swept_(partitions), settled_(partitions), accounts_(partitions) {
        begin_day();
    }

    void begin_day();
    [[nodiscard]] const Share& share() const { return share_; }

    enum class Fit {
        Fits,
        Narrower,   // share() is half of what it was
        PassedOver  // not even a 4,096th of the accounts fits: share() is the next one
    };
    // `bytes`: of all partitions' books.
    Fit on_bytes(size_t bytes);

    struct Round {
        // With the last of the partition's accounts, or without a comparison: no partition keeps
        // the others from their next share.
        bool through = false;
        bool settled = false;  // nothing has differed that must be looked at again
        int64_t accounts = 0;
    };
    void on_round(size_t partition, const Round& round);
    // True: all have looked at all of this share; share() is the next one.
    bool take_next();

    // Accounts of a partition, in all shares. One that has not been seen counts like the last.
    [[nodiscard]] int64_t accounts(size_t partition) const;

  private:
    void move_on();

    const size_t bytes_max_;
    Share share_;
    std::vector<bool> swept_;                     // by partition
    std::vector<bool> settled_;                   // by partition: its last round was
    std::vector<std::vector<int64_t>> accounts_;  // of each partition and share; -1: not known
    std::vector<int64_t> last_;
};

}  // namespace reconciler
