#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/amqp/link_config.h"
#include "common/db/database_config.h"
#include "common/journal/source.h"
#include "common/operators/settings.h"
#include "producers/replay/fold_journal.h"
#include "producers/replay/replay_config.h"
#include "producers/replay/report.h"

namespace replay {

// Everything that one run was asked for.
struct Job {
    ReplayConfig config;
    amqp::LinkConfig link;
    db::DatabaseConfig database;  // of the live books
    operators::Settings operators;
    Selection selection;
    std::vector<std::string> archives;  // files, chosen; empty: the record, as it is now
    bool from_stream = false;           // the broker's stream instead
    bool archive_grows = false;         // the last of them may still be being written
    std::string pace = "max";
    int workers = 4;
    bool keep = false;                   // the shadow, after a comparison
    bool fresh = false;                  // begins anew where an earlier run has left something
    const StopFlag* stopping = nullptr;  // never null

    // What a shadow is made for: a later run goes on only with what the same record has begun.
    [[nodiscard]] std::string purpose() const;
};

struct Opened {
    std::unique_ptr<journal::Source> source;
    std::function<std::optional<int64_t>()> last_offset;  // of the end, once that is known
};

// What was published, from a number on. Of the record: all that is confirmed at this moment. Fatal:
// the archive does not answer, or cannot be read. Blocks.
base::Result<Opened> open_journal(const Job& job, int64_t from);

// A report that says what was asked for and nothing yet of what came.
Report report_of(const Job& job, const char* action);

// Who writes, as it stands in `watermarks`: host:pid.
std::string owner_name();

// One pass over the record from an offset on, with a progress line, into the context's target;
// what has been counted is added to the report. A source that fails is opened again, three times.
base::Result<Passage> fold_pass(const Job& job, const FoldContext& context, int64_t from,
                                Report& report);

// The failure of a day that the record does not know: a wrong one, or another site's.
base::Error nothing_of_the_day();

// Before a further pass: gives files that are still being written, or the broker's other queue, the
// time to get what is on its way. False: the run is to end.
bool wait_for_more(const Job& job);

// The high-water mark of this process' memory, in KiB.
int64_t peak_memory_kb();

}  // namespace replay
