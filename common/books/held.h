#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/books/sequencer.h"
#include "common/db/session.h"

namespace books {

// An event behind a hole in its stream's numbers keeps its message unacknowledged, and a queue
// gives out only so many. Streams with holes may hold a share of that, all of them together; what
// is more goes into the table `held_events`, and its message back to the broker as done. It is read
// again when its turn comes.
struct HeldLimits {
    size_t messages = 100;
    size_t bytes = 32u << 20;  // of bodies, unpacked
};

// Messages, of which everything open is held, beyond the share; each stream keeps those in front.
// In: pending messages after a plan. Pure.
std::vector<Incoming*> beyond_share(const Pending& pending, const HeldLimits& limits);

// Streams that have events in the table. No body is read.
[[nodiscard]] base::Result<HeldStreams> read_held_streams(db::Session& session, int32_t partition);
// One transaction; what is there already stays as it is.
[[nodiscard]] base::Status hold(db::Session& session, int32_t partition,
                                const std::vector<Incoming*>& messages, int64_t now_us);
// Forgets those of a stream up to `watermark`. The number of the first behind it; 0: there are no
// more.
[[nodiscard]] base::Result<int64_t> forget_held(db::Session& session, int32_t partition,
                                                const StreamId& stream, int64_t watermark);
// A number may have several rows: its event, and those of other partitions' queues that say the
// same number and give way to it.
struct HeldSize {
    int64_t seq = 0;
    size_t bytes = 0;
};
// How many of the first rows (in order of seq; `rows_max` of them at most were asked for) make up
// whole numbers from `first` on without a hole, within `bytes_max`; those of one number at least.
size_t whole_numbers(const std::vector<HeldSize>& found, int64_t first, size_t bytes_max,
                     size_t rows_max);

struct HeldBodies {
    std::vector<std::string> bodies;
    int64_t next = 0;  // the number of the first row that is not among them; 0: there is none
};
// From `first` on, up to the next hole and to `bytes_max`: one number at least, whatever its size.
[[nodiscard]] base::Result<HeldBodies> read_held(db::Session& session, int32_t partition,
                                                 const StreamId& stream, int64_t first,
                                                 size_t bytes_max);

}  // namespace books
