#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/fix/engine.h"
#include "producers/venue/members/replies.h"

namespace venue {

// Prices to the sessions that asked for them: everything once (35=W), then what has changed (X),
// gathered, so that a busy instrument costs no more than a quiet one. The band is told once and
// when it moves. Loop thread only.
class PriceStream {
  public:
    static constexpr size_t kPricesOfMessageMax = 200;

    PriceStream(const Symbols& symbols, fix::Engine& engine) : symbols_{symbols}, engine_{engine} {}

    // From now on; `now` is where everything stands.
    void subscribe(const std::string& session, const fix::Dialect& dialect,
                   const std::vector<PriceChanged>& now);
    // The session is gone, and with it its request.
    void forget(const std::string& session) { dialects_.erase(session); }
    void changed(const PriceChanged& price);
    // Sends what has changed since the last time.
    void send();

  private:
    void send(const std::string& session, const fix::Dialect& dialect,
              const std::vector<fix::Price>& prices, bool snapshot);

    struct Order {  // any fixed one
        bool operator()(const InstrumentKey& a, const InstrumentKey& b) const;
    };

    const Symbols& symbols_;
    fix::Engine& engine_;
    std::map<std::string, const fix::Dialect*> dialects_;  // of the subscribed sessions
    std::map<InstrumentKey, PriceChanged, Order> changed_;
};

}  // namespace venue
