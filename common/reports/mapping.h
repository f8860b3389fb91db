#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/config/section.h"
#include "common/fix/trading.h"
#include "common/fix/wire_text.h"
#include "common/reports/execution_report.h"
#include "common/reports/instruments.h"
#include "common/reports/products.h"
#include "common/reports/replaced_orders.h"

namespace reports {

struct MappingConfig {
    fix::Dialect dialect;
    Products products{events::Product::Nrml};
    Instruments instruments;
    int32_t partitions = 4;
    fix::SessionIds ids{};  // a message that says others is refused; empty: none is asked for
};
// [drop_copy] has the dialect; [feed] says which product an order has whose report says none, and
// which file knows the instruments.
MappingConfig mapping_config(config::Section& drop_copy, config::Section& feed, int32_t partitions);

// Messages of a drop copy as events: for the session, and for a dead letter that is sent
// through once more. One thread at a time.
class Mapping {
  public:
    struct Outcome {
        enum class Kind { Report, Refused, Nothing };
        Kind kind = Kind::Nothing;
        std::string refusal;  // of Refused; of a Report: why its order's state is no event
        ReportEvents events;  // of a Report; their views live until the next call
        std::optional<ProductChoice> product;
        bool repeated = false;  // PossResend: it may be known under another number
        bool reject = false;    // the counterparty did not take a message of ours
    };

    explicit Mapping(MappingConfig config) : config_{std::move(config)} {}
    Outcome map(const fix::Message& message);

  private:
    [[nodiscard]] std::string problem_of(const fix::Message& message) const;
    Outcome of_report();

    const MappingConfig config_;
    ReplacedOrders replaced_;
    fix::ExecutionReport report_;  // to which the events' views point
};

}  // namespace reports
