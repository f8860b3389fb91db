#pragma once

#include <cstdint>
#include <string>

#include "market.h"

namespace daygen {

// The terms that all made-up contracts of one underlying share.
struct ContractTerms {
    std::string underlying;
    int32_t path = kNoPath;
    int64_t lot = 1;              // shares or index units
    int64_t freeze_quantity = 0;  // shares or index units; 0: none known
    int64_t strike_step = 0;      // units of 0.0001 rupee
    int strikes = 0;              // for each expiry, around the path's first price
};

// Adds made-up NSE futures and options (tick 0.05) to a market, with tokens counted on from
// `next_token`. Options expire on the next Tuesday and four weeks after that one, futures on the
// later date.
class ContractMaker {
  public:
    ContractMaker(Market& market, int64_t day_number, int64_t next_token);

    void add_future(const ContractTerms& terms);
    void add_options(const ContractTerms& terms);

  private:
    void add(const ContractTerms& terms, int64_t expiry_day, int64_t strike, Option option);

    Market& market_;
    int64_t day_;
    int64_t next_token_;
};

}  // namespace daygen
