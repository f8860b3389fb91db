#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/rows.h"
#include "common/db/session.h"
#include "common/events/event.h"

namespace books {

// What tells an event without a number from every other: a row of `inbox`. Two events of a source
// that share an id and differ in anything else are two events; only an equal one is a repeat.
struct InboxKey {
    std::string source;
    uint32_t day = 0;
    std::string id;
    std::string content;  // digest of all that the event says
    friend auto operator<=>(const InboxKey&, const InboxKey&) = default;
};
InboxKey inbox_key_of(const events::Event& event);

// Digest of all but source, partition, seq and received time: 32 hexadecimal digits. Pure.
std::string content_of(const events::Event& event);

// A row that is older than the column `content` has none. Nobody knows what event it was: it stands
// for every event under its id, as it did then.
using InboxKeys = std::set<InboxKey>;
InboxKey older_row_of(InboxKey key);
// Whether one of `known` is the key's, or an older row that stands for it.
bool stands_in(const InboxKeys& known, const InboxKey& key);

// Those of the keys' ids that the table has, with whatever content. Blocks.
[[nodiscard]] base::Result<InboxKeys> read_inbox(db::Session& session,
                                                 const std::vector<InboxKey>& keys);
// The keys must outlive the rows.
db::Rows insert_inbox(const std::vector<InboxKey>& keys, int64_t now_us);

}  // namespace books
