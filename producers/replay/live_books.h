#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "common/books/backdated.h"
#include "common/books/inbox.h"
#include "common/books/pruned.h"
#include "common/db/session.h"
#include "common/events/event.h"
#include "producers/replay/bounds.h"

namespace replay {

// `source\nid\ncontent` of an event without a number.
std::string inbox_name(const events::Event& event);

// What the live books know, at one moment or at the present. Never writes. Any thread; calls block
// and wait for one another.
class LiveBooks {
  public:
    LiveBooks(const db::DatabaseConfig& config, uint32_t day) : session_{config}, day_{day} {}

    [[nodiscard]] base::Status connect() { return session_.connect(); }
    // From here on every answer is that of one moment: of the next call.
    [[nodiscard]] base::Status begin_snapshot() { return session_.begin_snapshot(); }

    // The watermarks of the day; of all partitions, or of one.
    [[nodiscard]] base::Result<Marks> marks(std::optional<int32_t> partition);
    [[nodiscard]] base::Result<PassedGaps> passed(int32_t partitions);
    // What the ledgers have decided on corrections that bear the day (common/books/backdated.h).
    [[nodiscard]] base::Result<std::map<books::BackdatedKey, books::Decision>> decisions();
    // What was pruned of the day.
    [[nodiscard]] base::Result<books::PrunedRows> pruned();
    // Which of the events, that have no number, stand in the inbox: by `inbox_name`.
    [[nodiscard]] base::Result<std::set<std::string>> known(
        const std::vector<const events::Event*>& events);
    // The same of names.
    [[nodiscard]] base::Result<std::set<std::string>> known(const std::vector<std::string>& names);
    [[nodiscard]] base::Result<std::vector<db::Row>> query(std::string_view sql);

  private:
    base::Result<std::set<std::string>> known_keys(const std::vector<books::InboxKey>& keys);

    std::mutex mutex_;
    db::Session session_;
    const uint32_t day_;
};

}  // namespace replay
