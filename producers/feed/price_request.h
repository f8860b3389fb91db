#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "common/base/clock.h"
#include "common/fix/message.h"

namespace feed {

// Why the counterparty does not send the prices that were asked for (35=Y; 3 and j about V): "35=Y,
// reason 3: no such feed". Empty: the message says something else.
std::string refusal_of_request(const fix::Message& message);

// When a price session has to ask for its prices: after each logon, and again after each refusal,
// first after a second, then after twice as long each time, a minute at most. Pure.
class PriceRequest {
  public:
    void on_logon(base::MonoTime now) { due_ = now; }
    void on_logout() { due_.reset(); }
    void on_sent() { due_.reset(); }
    // The counterparty has not taken the request, or not for now.
    void on_refused(std::string why, base::MonoTime now) {
        due_ = now + wait_us_;
        wait_us_ = std::min(2 * wait_us_, kWaitUsMax);
        refusal_ = std::move(why);
    }
    void on_prices() {
        wait_us_ = kFirstWaitUs;
        refusal_.clear();
    }

    [[nodiscard]] bool is_due(base::MonoTime now) const { return due_ && *due_ <= now; }
    // Why the last one was refused; empty: it was not, or prices have come since.
    [[nodiscard]] const std::string& refusal() const { return refusal_; }

  private:
    static constexpr int64_t kFirstWaitUs = 1'000'000;
    static constexpr int64_t kWaitUsMax = 60'000'000;

    std::optional<base::MonoTime> due_;
    int64_t wait_us_ = kFirstWaitUs;
    std::string refusal_;
};

}  // namespace feed
