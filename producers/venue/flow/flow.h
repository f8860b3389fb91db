#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/loop/timer.h"
#include "common/metrics/histogram.h"
#include "producers/venue/flow/copied_books.h"
#include "producers/venue/flow/open_requests.h"
#include "producers/venue/inbox.h"

namespace flow {

struct FlowConfig {
    fix::EngineConfig engine;  // its sessions: "orders", and "drop_copy" where there is one
    fix::Dialect dialect;
    TraderConfig trader;
    int64_t orders = 1000;         // actions to send
    int64_t rate = 100;            // a second; 0: as fast as they are answered
    size_t window = 2000;          // unanswered at most
    int64_t patience_s = 60;       // without any answer, then it gives up
    std::string instruments_file;  // the venue's
};

// Trades through the main site's session until all it has asked is answered. After every logon,
// and where an answer is late, it finds out about what was not: an order that the exchange does not
// know is sent once more under its id, which the exchange takes only once. Loop thread only.
class Flow {
  public:
    // `on_end`: all answered, or not and why. `loop` and `listings` must outlive it.
    Flow(loop::Loop& loop, FlowConfig config, const std::vector<venue::Listing>& listings,
         std::function<void(const std::string& problem)> on_end);
    ~Flow() { engine_.stop(); }
    Flow(const Flow&) = delete;
    Flow& operator=(const Flow&) = delete;

    // Why it cannot connect; empty: it has begun.
    std::string start();
    // The figures so far, one JSON object on a line.
    [[nodiscard]] std::string summary() const;
    [[nodiscard]] const CopiedBooks& books() const { return books_; }

  private:
    void on_arrival(venue::Arrival arrival);
    void on_orders(const fix::Message& message);
    void on_drop_copy(const fix::Message& message);
    void on_report(const fix::ExecutionReport& report);
    void on_logged_on(const std::string& session);
    void answered(const std::string& client_order_id);
    void ask_about(const std::vector<Action>& unanswered);
    void pump();
    bool send(const Action& action);
    [[nodiscard]] int64_t due(int64_t now_us) const;
    [[nodiscard]] bool all_done() const;
    void finish(const std::string& problem);

    const FlowConfig config_;
    const std::function<void(const std::string&)> on_end_;
    const bool has_drop_copy_;
    venue::Inbox inbox_;
    fix::Engine engine_;
    Trader trader_;
    OpenRequests open_;
    CopiedBooks books_;
    metrics::Histogram latency_;       // us, of an action to its first answer
    std::vector<int64_t> executions_;  // ExecIDs told to the orders session, for the drop copy
    bool logged_on_ = false;
    bool finished_ = false;
    int64_t began_us_ = 0;
    int64_t last_answer_us_ = 0;
    int64_t told_us_ = 0;  // progress
    int64_t sent_ = 0;
    int64_t answered_ = 0;
    int64_t refused_ = 0;
    int64_t asked_again_ = 0;
    int64_t sent_again_ = 0;
    loop::Timer timer_;
};

}  // namespace flow
