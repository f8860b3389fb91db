#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/db/session.h"
#include "consumers/reconciler/difference.h"
#include "consumers/reconciler/node_bytes.h"
#include "consumers/reconciler/partition_fold.h"
#include "consumers/reconciler/statements.h"

namespace reconciler {

struct LiveRow {
    std::string key;
    uint32_t checksum = 0;
};
using LiveRows = std::array<std::vector<LiveRow>, kTables>;

// The question of a round.
struct Question {
    int32_t partition = 0;
    std::set<std::string> accounts;     // to be compared for sure
    std::vector<std::string> detailed;  // of them: those whose rows are wanted one by one
    std::string sweep_above;            // then as many more as the sweep takes, from here
    size_t sweep_accounts = 0;          // looked through; those of the share are compared
    Share share;
};

// One moment of a partition's live books.
struct Moment {
    Target target;
    std::map<std::string, Digests> digests;  // of all accounts that are compared
    std::map<std::string, LiveRows> rows;    // of the detailed ones
    std::string swept_to;                    // '': the sweep is through
    // Positions that do not begin the day with what the day before has left, by account.
    std::map<std::string, std::vector<std::string>> openings;
    // What stands in the table `differences`, by account: the lines of its rows. And whose rows
    // stand there although they are another partition's.
    std::map<std::string, std::set<std::string>> told;
    std::set<std::string> told_elsewhere;
};

// The live books as they are read, never written. One thread at a time; calls block up to the
// session's time-outs. After an error the session may be closed; the next call opens it again.
class BookReader {
  public:
    // `inbox_bytes_max`: of what is remembered of the day's events without a number.
    BookReader(db::DatabaseConfig config, int32_t partitions, size_t inbox_bytes_max);

    // How far all partitions are on the open day, at one moment; by partition. Day 0: none is open.
    [[nodiscard]] base::Result<std::vector<Target>> targets();
    // When somebody last asked for a comparison of all, by the database's clock; 0: nobody has.
    [[nodiscard]] base::Result<int64_t> asked_us();
    // `known`: accounts that the fold has, so that one without any live row is compared too.
    [[nodiscard]] base::Result<Moment> moment(const Question& question,
                                              const std::map<std::string, Digests>& known);

    // In one transaction: exits are held by the rows, and of the rest by the standing.
    [[nodiscard]] base::Status note(int32_t partition, uint32_t day, const Correction& correction,
                                    const Standing& standing);
    // 0: none.
    [[nodiscard]] base::Result<uint32_t> open_day();
    // Of what it remembers of the day's events without a number.
    [[nodiscard]] size_t inbox_bytes() const { return node_bytes(*inbox_); }
    // The day has more of them than may be remembered: nothing is read any more.
    [[nodiscard]] bool inbox_is_full() const { return inbox_bytes() > inbox_bytes_max_; }
    void forget_inbox();

  private:
    base::Result<std::vector<Target>> read_targets();
    base::Status read_inbox(uint32_t day);
    [[nodiscard]] bool is_of(const std::string& account, int32_t partition) const;
    base::Status read_told(const Question& question, Moment& moment);
    InboxPlace take_inbox(const std::vector<db::Row>& rows);
    base::Result<std::set<std::string>> sweep(const Question& question,
                                              const std::map<std::string, Digests>& known,
                                              std::string& swept_to);
    base::Status read_digests(uint32_t day, const std::set<std::string>& accounts, Moment& moment);
    base::Status read_rows(uint32_t day, const std::string& account, LiveRows& rows);
    base::Status read_openings(uint32_t day, const std::set<std::string>& accounts, Moment& moment);
    base::Result<Moment> read_moment(const Question& question,
                                     const std::map<std::string, Digests>& known);

    db::Session session_;
    const int32_t partitions_;
    const size_t inbox_bytes_max_;
    uint32_t inbox_day_ = 0;
    int64_t inbox_until_us_ = 0;  // the latest row read
    std::shared_ptr<InboxReadings> inbox_ = std::make_shared<InboxReadings>();
    uint64_t reading_ = 0;
};

}  // namespace reconciler
