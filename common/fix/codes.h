#pragma once

#include <optional>
#include <string_view>

#include "common/events/names.h"
#include "common/fix/trading.h"

// What stands on the wire for our closed lists. A code that is not in a list gives nothing.
namespace fix {

inline constexpr std::string_view kThresholdLimits = "g";  // 269: price limits, FIX Latest

std::string_view code_of(events::Side side);          // 54
std::string_view code_of(events::OrderType type);     // 40
std::string_view code_of(events::Validity validity);  // 59
std::string_view code_of(ExecType type);              // 150, FIX 4.4
std::string_view code_of(OrdStatus status);           // 39

std::optional<events::Side> side_of(std::string_view code);
std::optional<events::OrderType> order_type_of(std::string_view code);
std::optional<events::Validity> validity_of(std::string_view code);
// 1 and 2, the fills of FIX 4.2, are a Trade; what says that something is pending is a Status.
// 54, 40 and 59 of a report: every value that FIX 4.2 and 4.4 define. `exact`: it says no more.
template <class Enum>
struct Reported {
    Enum value{};
    bool exact = false;
};
// Nothing for what is neither a purchase nor a sale: 7, 8, 9, A, B, C, F, G.
std::optional<Reported<events::Side>> reported_side(std::string_view code);
// Other, and not exact, for what is unknown here.
Reported<events::OrderType> reported_type(std::string_view code);
Reported<events::Validity> reported_validity(std::string_view code);
std::optional<ExecType> exec_type_of(std::string_view code);
std::optional<OrdStatus> status_of(std::string_view code);
// Our names, and the market identifier codes of ISO 10383.
std::optional<events::Exchange> exchange_of(std::string_view name);
std::optional<events::Segment> segment_of(std::string_view name);

bool is_fill(ExecType type);  // speaks of a trade: new, corrected or bust

}  // namespace fix
