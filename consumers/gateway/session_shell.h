#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/fix/engine.h"
#include "consumers/gateway/desk.h"
#include "consumers/gateway/gateway_config.h"
#include "consumers/gateway/gateway_metrics.h"
#include "consumers/gateway/lane.h"
#include "consumers/gateway/reset_watch.h"

namespace gateway {

// Does what one session's desk says: SQL on two lanes, so that bookkeeping never delays a marking;
// FIX through the engine. Loop thread only.
class SessionShell {
  public:
    struct Context {
        fix::Engine& engine;
        const GatewayConfig& config;
        const SessionSettings& settings;
        db::DatabaseConfig database;
        std::string process;  // unique among all processes that ever were: begins our marks
        std::function<void(DeliveryKey)> ack;
        std::function<void(const std::vector<std::string>&)> wake;  // accounts
        std::function<void(const std::string&)> on_failed;
    };

    SessionShell(loop::Loop& loop, Context context, metrics::Registry& registry);

    void on_message(DeliveryKey key, const std::string& body);
    void on_link_lost() { desk_.on_link_lost(); }
    void on_logon();
    void on_logout(const std::string& why);
    void on_numbers_reset() { desk_.on_numbers_reset(); }
    void on_numbers_lost(const std::string& what);
    void on_fix(const fix::Message& message);
    // No further marks.
    void close();
    [[nodiscard]] bool idle() const;
    // Why it cannot serve just now; empty: it can.
    [[nodiscard]] std::string not_ready() const;
    [[nodiscard]] const std::string& name() const { return context_.settings.name; }

  private:
    void run();
    void on_tick();
    void perform(Step step);
    void note(Step step);
    void unmatched(const std::string& reason);
    void tell(const Recorded& recorded);
    void send(const Send& step);
    void ask(const exits::Exit& order);
    void look(std::vector<std::string> ids);
    void mark(std::vector<exits::Exit> orders);
    void put_back(PutBack row);
    void ask_books(std::vector<exits::Exit> orders);
    void write_records();
    void sweep();
    void report();
    void note_session();

    const Context context_;
    SessionMetrics metrics_;
    Desk desk_;
    Lane marking_;
    Lane recording_;
    Waiting records_;  // to be written when the lane is free
    bool writing_ = false;
    bool sweeping_ = false;
    bool swept_once_ = false;
    bool logged_on_ = false;
    ResetWatch reset_watch_;
    std::string logged_out_why_;  // the last one's reason, while it is logged off
    uint64_t marks_ = 0;
    base::MonoTime swept_{};
    base::MonoTime reported_{};
    base::MonoTime alarmed_{};
    base::MonoTime noted_{};
    bool noting_ = false;
    std::optional<bool> noted_logged_on_;  // as the table has it, or is about to
    loop::Timer timer_;
};

}  // namespace gateway
