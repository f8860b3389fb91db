#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "common/base/result.h"
#include "common/books/sequencer.h"
#include "common/db/session.h"

namespace books {

// Up to when, by the exchange's clock, a source has told of a market; of all, and of orders of
// ours. 0: not at all.
struct ToldOf {
    int64_t told_us = 0;
    int64_t own_us = 0;
    friend bool operator==(const ToldOf&, const ToldOf&) = default;
};
using MarketOfSource = std::tuple<std::string, events::Exchange, events::Segment>;
using Told = std::map<MarketOfSource, ToldOf>;

// What these items tell. Only of numbered events, which come in the order in which the source has
// told them, and only those that are not from the future. Pure.
Told told_by(const std::vector<Item*>& items);

// What of it a row that stands at `before` does not say yet, nearly: to the minute. Pure.
bool is_worth_writing(const ToldOf& before, const ToldOf& now);

// The rows of `told_times`, written in the transaction that books the events: who reads them in a
// snapshot finds the events there, too. One partition's worker; calls block.
class Telling {
  public:
    explicit Telling(int32_t partition) : partition_{partition} {}
    // Behind all that the transaction writes.
    [[nodiscard]] base::Status write(db::Session& session, const std::vector<Item*>& items);
    void committed();

  private:
    const int32_t partition_;
    Told known_;  // as committed
    Told written_;
};

}  // namespace books
