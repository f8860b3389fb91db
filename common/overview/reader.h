#pragma once

#include <memory>
#include <vector>

#include "common/db/session.h"
#include "common/overview/assemble.h"
#include "common/overview/overview.h"
#include "common/overview/overview_config.h"
#include "common/transfer/http_client.h"

namespace overview {

// Asks the broker, the database and the services what an operator wants to see. One thread at a
// time; connections are kept between readings. All sources are asked at once, each on a thread of
// its own that ends with the reading, so that one that hangs costs its own time-out and nothing
// else's; what does not answer is unknown, with the reason.
class Reader {
  public:
    Reader(OverviewConfig config, db::DatabaseConfig database);

    // Blocks, a few seconds at most.
    Overview read();

  private:
    struct Service {
        ServiceAddress address;
        std::unique_ptr<transfer::HttpClient> client;
    };

    void read_management(Answers& answers);
    void read_database(Answers& answers);
    void read_counts(Answers& answers);
    ServiceAnswers read_service(Service& service) const;

    const OverviewConfig config_;
    transfer::HttpClient management_;
    transfer::HttpClient alerts_;
    db::Session session_;
    std::vector<Service> services_;
    Assembler assembler_;
    int64_t counted_us_ = 0;  // monotonic; 0: never
    Reading<Parked> parked_;  // as last counted
    Reading<std::vector<Group>> notices_;
    Reading<std::vector<Group>> own_orders_;
};

}  // namespace overview
