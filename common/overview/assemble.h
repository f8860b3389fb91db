#pragma once

#include <map>
#include <vector>

#include "common/overview/overview.h"
#include "common/overview/service_page.h"
#include "common/overview/tables.h"

namespace overview {

using Partitions = std::map<int64_t, Partition>;  // by number

// What every source has answered at one moment.
struct Answers {
    int64_t taken_us = 0;   // wall clock
    verdict::Inputs books;  // what the tables tell of them
    verdict::Limits limits = {};
    Reading<site::SiteState> site;
    Reading<site::TradingDay> day;
    Reading<std::vector<Queue>> queues;
    Reading<std::vector<Node>> broker;
    Reading<std::vector<PartitionStream>> watermarks;
    Reading<std::vector<PartitionPause>> pauses;
    Reading<Parked> parked;
    Reading<int64_t> broken_glass;
    Reading<int64_t> left_open;
    Reading<std::vector<Group>> notices;
    Reading<std::vector<Group>> own_orders;
    Reading<OpenCommands> commands;
    Reading<std::vector<Alert>> alerts;
    Reading<Doubts> doubts;
    Reading<Database> database;
    std::vector<ServiceAnswers> services;
};

// Puts what the sources have told into one view, and finds what only two moments tell: rates, and
// since when a queue has not been empty and the books have been behind. One thread at a time; holds
// a few numbers for each partition and service. Pure.
class Assembler {
  public:
    Overview assemble(const Answers& answers);

  private:
    struct Count {
        int64_t done = 0;
        int64_t at_us = 0;
    };

    // Of a ledger's queue at the last reading; times by the wall clock.
    struct Seen {
        std::optional<int64_t> empty_us = {};  // when it was last seen empty
        std::optional<int64_t> waits_us = {};  // when it was first seen not to be, since then
        int64_t out_per_1000_s = 0;
    };

    void add_work(const Answers& answers, Partitions& partitions);
    void add_queues(const Answers& answers, Partitions& partitions);
    // What the tables and the ledgers tell of the books, and what earlier readings have seen.
    verdict::Inputs look_at_books(const Answers& answers, const Partitions& partitions);
    void add_lag(const Answers& answers, const verdict::Inputs& books,
                 Partitions& partitions) const;

    // Of the last reading, by service and partition.
    std::map<std::pair<std::string, int64_t>, Count> counts_;
    std::map<int64_t, Seen> queues_;       // by partition
    std::map<int64_t, int64_t> whole_us_;  // by partition: when nothing was last seen missing
};

}  // namespace overview
