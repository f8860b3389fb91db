#pragma once

#include <string>

#include "common/db/session.h"
#include "producers/replay/selection.h"

namespace replay {

// A database of its own beside the live one, with the same tables, into which a day is folded
// again. What it was made for stands in its table `replay`, so that a later run goes on with it
// or refuses. One thread at a time; calls block.
class Shadow {
  public:
    // `live`: the database whose tables it is like; `suffix`: "20260803".
    Shadow(const db::DatabaseConfig& live, const std::string& suffix);

    [[nodiscard]] base::Status connect() { return session_.connect(); }
    // Makes it, or goes on with what is there where that was made for the same `purpose`; `fresh`:
    // begins anew in any case. Invalid: it was made for something else, which is named.
    [[nodiscard]] base::Status open(const std::string& purpose, bool fresh);
    [[nodiscard]] base::Status drop();
    // After a fold that failed: drops it where the record is damaged, so that no later run goes on
    // with a part of it; else leaves it to be gone on with. Returns the error.
    [[nodiscard]] base::Error after(base::Error failed);
    [[nodiscard]] base::Result<bool> has(std::string_view table);

    // What the day began with is not the record's: takes it over from the live books, for the
    // selected account or for all.
    [[nodiscard]] base::Status carry_open(const Selection& selection);

    // Which parked events of the day were settled and pruned, and stand nowhere in the live books:
    // in its table `pruned_parked`.
    [[nodiscard]] base::Status take_pruned(uint32_t day);

    [[nodiscard]] bool resumed() const { return resumed_; }
    [[nodiscard]] const std::string& name() const { return config_.name; }
    // To write into it.
    [[nodiscard]] const db::DatabaseConfig& config() const { return config_; }
    [[nodiscard]] base::Result<std::vector<db::Row>> query(std::string_view sql);
    [[nodiscard]] base::Result<uint64_t> execute(std::string_view sql);

  private:
    base::Status create(const std::string& purpose);

    const std::string live_name_;
    db::DatabaseConfig config_;
    db::Session session_;  // in the live database
    bool resumed_ = false;
};

}  // namespace replay
