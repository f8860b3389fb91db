#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/http/router.h"
#include "common/loop/timer.h"
#include "common/loop/turn_end.h"
#include "producers/venue/inbox.h"
#include "producers/venue/market.h"
#include "producers/venue/members/outbox.h"
#include "producers/venue/prices/price_driver.h"
#include "producers/venue/prices/price_stream.h"
#include "producers/venue/reference_data.h"
#include "producers/venue/venue_config.h"
#include "producers/venue/venue_metrics.h"

namespace venue {

// The simulated exchange as a service: members' FIX sessions in front, the market behind, its
// journal between the two. In every turn of the loop it works on what has arrived, writes the
// turn's inputs to the journal, and only then sends answers. Loop thread only.
class Venue {
  public:
    // `on_failed`: it can answer nobody any more, and why. `loop` and `registry` must outlive it.
    Venue(loop::Loop& loop, VenueConfig config, ReferenceData reference,
          metrics::Registry& registry, std::function<void(const std::string& why)> on_failed);
    ~Venue();
    Venue(const Venue&) = delete;
    Venue& operator=(const Venue&) = delete;

    // Plays the day's journal again, finds each session's place, listens.
    base::Status start();
    // Logs the members out. No answers after it.
    void stop();

    [[nodiscard]] std::vector<std::string> not_ready() const;
    [[nodiscard]] const Market& market() const { return market_; }
    [[nodiscard]] const ReferenceData& reference() const { return reference_; }
    [[nodiscard]] const VenueConfig& config() const { return config_; }

    // An operator's input, on file before this returns. Why it was not done; empty: it was.
    std::string operate(InputBody body);
    // Cancels all orders of a member, or those of one of its accounts.
    std::string mass_cancel(uint16_t member, const std::string& account);
    [[nodiscard]] bool has_member(int64_t member) const;

  private:
    void on_arrival(Arrival arrival);
    void on_message(const fix::Message& message);
    void on_logged_out(const LoggedOut& gone);
    void answer(const StatusQuestion& question, SessionId session);
    void answer_later(SessionId session, fix::Message message);
    void apply(SessionId session, InputBody body);
    std::string operate_for(SessionId session, InputBody body);
    void on_turn_end();
    bool flush();
    void send_answers();
    void on_tick();
    [[nodiscard]] ReplyTerms terms_of(SessionId session) const;

    const VenueConfig config_;
    const ReferenceData reference_;
    const Symbols symbols_;
    const std::vector<uint16_t> members_;
    const std::function<void(const std::string&)> on_failed_;
    VenueMetrics metrics_;
    Inbox inbox_;
    fix::Engine engine_;
    PriceStream prices_;
    Market market_;
    std::unordered_map<std::string, SessionId> sessions_;
    std::vector<Outbox> outboxes_;
    // Rejects and status answers of this turn: they follow what the journal holds, too.
    std::vector<std::pair<SessionId, fix::Message>> replies_;
    bool worked_ = false;  // in this turn
    bool more_ = false;    // answers are left that could be sent
    bool running_ = false;
    loop::Timer tick_;
    loop::Timer price_timer_;
    loop::Timer again_;
    loop::TurnEnd turn_end_;
    PriceDriver driver_;
};

}  // namespace venue
