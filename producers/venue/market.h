#pragma once

#include <functional>
#include <string>

#include "common/base/result.h"
#include "producers/venue/answers.h"
#include "producers/venue/journal/journal.h"
#include "producers/venue/matching/exchange.h"

namespace venue {

// The exchange with its journal: every input is on file before any of its answers leaves. Opening
// it again plays the inputs again, which gives the same books, numbers and answers. Any one thread.
class Market {
  public:
    struct Events {
        std::function<void(const PriceChanged&)> on_price;
        std::function<void(const PhaseChanged&)> on_phase;
    };

    // `clock_ahead_us`: what a new day's clock is ahead of the machine's; a day that goes on keeps
    // its own.
    Market(const ExchangeConfig& config, Journal::Config journal, int64_t clock_ahead_us,
           Events events);

    // Fatal: as Journal::open, or the journal was begun with another configuration. Once, first.
    base::Status open();

    // Appends to `answers` what members have to be told. Returns why an operator's input was not
    // done, empty where it was.
    std::string apply(SessionId session, InputBody body, int64_t wall_us);
    // Before this, nothing of what `apply` answered may be told to anybody. Fatal: it must not be.
    base::Status flush() { return journal_.flush(); }

    [[nodiscard]] int64_t time_us(int64_t wall_us) const { return wall_us + clock_ahead_us_; }
    [[nodiscard]] const Exchange& exchange() const { return exchange_; }
    [[nodiscard]] const Answers& answers() const { return answers_; }
    [[nodiscard]] int64_t inputs() const { return inputs_; }
    [[nodiscard]] const Journal& journal() const { return journal_; }

  private:
    base::Status replay(std::string_view record);
    std::string work(const Input& input);

    const std::string fingerprint_;  // of the configuration
    Exchange exchange_;
    Journal journal_;
    int64_t clock_ahead_us_;
    const Events events_;
    Answers answers_;
    Outputs outputs_;     // of one input
    std::string record_;  // of one input
    int64_t inputs_ = 0;
    bool begun_ = false;  // the journal has its first record
};

// A text that differs where two configurations would answer the same inputs differently.
std::string fingerprint(const ExchangeConfig& config);

}  // namespace venue
