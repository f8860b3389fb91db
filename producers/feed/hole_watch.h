#pragma once

#include <cstdint>
#include <optional>

#include "common/base/clock.h"

namespace feed {

// Numbers that the counterparty has passed and does not send, though it was asked: a hole in the
// stream, whatever connections come and go. Pure.
class HoleWatch {
  public:
    struct Hole {
        int64_t first = 0;   // number missing
        int64_t last = 0;    // number that has come behind it
        int64_t age_us = 0;  // since anything came that was waited for
    };

    // `expected`: the number that the session waits for; `seen`: the highest that has come;
    // `stream`: another value says that the numbers have begun anew; `refused`: it is we who take
    // nothing now, so nobody has failed to send.
    void look(base::MonoTime now, int64_t expected, int64_t seen, uint64_t stream,
              bool refused = false) {
        const bool fresh = stream_ != stream;
        stream_ = stream;
        // A logon asks for the last message once more, so what is expected goes back a little.
        if (fresh || expected > reached_) {
            reached_ = expected;
            since_ = now;
        }
        if (seen < reached_ || refused) since_ = now;
        hole_ = {reached_, seen, now - since_};
    }
    // Nothing has filled it for so long.
    [[nodiscard]] std::optional<Hole> open_for(int64_t age_us) const {
        if (hole_.last < hole_.first || hole_.age_us < age_us) return std::nullopt;
        return hole_;
    }

  private:
    uint64_t stream_ = 0;
    int64_t reached_ = 0;
    base::MonoTime since_;
    Hole hole_{1, 0, 0};
};

}  // namespace feed
