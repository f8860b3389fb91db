#include "common/fix/codes.h"

#include <array>

namespace fix {
namespace {

template <class Enum>
struct Code {
    std::string_view code;
    Enum value;
};

// The first line of a value is the one that is written.
constexpr std::array kSides{Code{"1", events::Side::Buy}, Code{"2", events::Side::Sell}};
constexpr std::array kTypes{
    Code{"1", events::OrderType::Market}, Code{"2", events::OrderType::Limit},
    Code{"3", events::OrderType::StopMarket}, Code{"4", events::OrderType::StopLimit}};
constexpr std::array kValidities{Code{"0", events::Validity::Day},
                                 Code{"3", events::Validity::Ioc}};
constexpr std::array kExecTypes{Code{"0", ExecType::New},        Code{"4", ExecType::Canceled},
                                Code{"5", ExecType::Replaced},   Code{"8", ExecType::Rejected},
                                Code{"3", ExecType::DoneForDay}, Code{"A", ExecType::PendingNew},
                                Code{"C", ExecType::Expired},    Code{"D", ExecType::Restated},
                                Code{"F", ExecType::Trade},      Code{"G", ExecType::TradeCorrect},
                                Code{"H", ExecType::TradeBust},  Code{"I", ExecType::Status},
                                Code{"L", ExecType::Triggered},  Code{"1", ExecType::Trade},
                                Code{"2", ExecType::Trade},      Code{"6", ExecType::Status},
                                Code{"E", ExecType::Status},     Code{"9", ExecType::Status},
                                Code{"7", ExecType::Status},     Code{"B", ExecType::Status}};
constexpr std::array kStatuses{Code{"0", OrdStatus::New},
                               Code{"1", OrdStatus::PartiallyFilled},
                               Code{"2", OrdStatus::Filled},
                               Code{"4", OrdStatus::Canceled},
                               Code{"8", OrdStatus::Rejected},
                               Code{"A", OrdStatus::PendingNew},
                               Code{"C", OrdStatus::Expired},
                               Code{"3", OrdStatus::DoneForDay},
                               Code{"5", OrdStatus::Replaced},
                               Code{"6", OrdStatus::PendingCancel},
                               Code{"E", OrdStatus::PendingReplace},
                               Code{"9", OrdStatus::Suspended},
                               Code{"7", OrdStatus::Stopped},
                               Code{"B", OrdStatus::Calculated},
                               Code{"D", OrdStatus::AcceptedForBidding}};
constexpr std::array kMarkets{
    Code{"XNSE", events::Exchange::Nse}, Code{"XBOM", events::Exchange::Bse},
    Code{"XIMC", events::Exchange::Mcx}, Code{"XNCD", events::Exchange::Ncdex},
    Code{"MCXX", events::Exchange::Mse}};

template <class Enum>
struct Told {
    std::string_view code;
    Reported<Enum> as;
};

// Buy, Sell, Buy minus, Sell plus, Sell short, Sell short exempt, Subscribe, Redeem; FIX 5.0: Sell
// undisclosed.
using events::Side;
constexpr std::array kToldSides{
    Told<Side>{"1", {Side::Buy, true}},   Told<Side>{"2", {Side::Sell, true}},
    Told<Side>{"3", {Side::Buy, false}},  Told<Side>{"4", {Side::Sell, false}},
    Told<Side>{"5", {Side::Sell, false}}, Told<Side>{"6", {Side::Sell, false}},
    Told<Side>{"D", {Side::Buy, false}},  Told<Side>{"E", {Side::Sell, false}},
    Told<Side>{"H", {Side::Sell, false}}};
// Market, Limit, Stop, Stop limit, Market on close, Limit or better, On close, Limit on close,
// Market with left over as limit. The others (6, 8, 9, C to I, J, L, M, P) are Other.
using events::OrderType;
constexpr std::array kToldTypes{Told<OrderType>{"1", {OrderType::Market, true}},
                                Told<OrderType>{"2", {OrderType::Limit, true}},
                                Told<OrderType>{"3", {OrderType::StopMarket, true}},
                                Told<OrderType>{"4", {OrderType::StopLimit, true}},
                                Told<OrderType>{"5", {OrderType::Market, false}},
                                Told<OrderType>{"7", {OrderType::Limit, false}},
                                Told<OrderType>{"A", {OrderType::Market, false}},
                                Told<OrderType>{"B", {OrderType::Limit, false}},
                                Told<OrderType>{"K", {OrderType::Market, false}}};
// Day, Good till cancel, At the opening, Immediate or cancel, Fill or kill, Good till date, At the
// close. Good till crossing (5) is Other.
using events::Validity;
constexpr std::array kToldValidities{
    Told<Validity>{"0", {Validity::Day, true}},    Told<Validity>{"1", {Validity::Gtc, true}},
    Told<Validity>{"2", {Validity::AtOpen, true}}, Told<Validity>{"3", {Validity::Ioc, true}},
    Told<Validity>{"4", {Validity::Fok, true}},    Told<Validity>{"6", {Validity::Gtd, true}},
    Told<Validity>{"7", {Validity::AtClose, true}}};

template <class Enum, size_t size>
std::optional<Reported<Enum>> told(const std::array<Told<Enum>, size>& table,
                                   std::string_view code) {
    for (const auto& line : table) {
        if (line.code == code) return line.as;
    }
    return std::nullopt;
}

template <class Table, class Enum>
std::string_view written(const Table& table, Enum value) {
    for (const auto& line : table) {
        if (line.value == value) return line.code;
    }
    return {};
}

template <class Enum, size_t size>
std::optional<Enum> read(const std::array<Code<Enum>, size>& table, std::string_view code) {
    for (const auto& line : table) {
        if (line.code == code) return line.value;
    }
    return std::nullopt;
}

}  // namespace

std::string_view code_of(events::Side side) { return written(kSides, side); }
std::string_view code_of(events::OrderType type) { return written(kTypes, type); }
std::string_view code_of(events::Validity validity) { return written(kValidities, validity); }
std::string_view code_of(ExecType type) { return written(kExecTypes, type); }
std::string_view code_of(OrdStatus status) { return written(kStatuses, status); }

std::optional<events::Side> side_of(std::string_view code) { return read(kSides, code); }
std::optional<events::OrderType> order_type_of(std::string_view code) { return read(kTypes, code); }
std::optional<events::Validity> validity_of(std::string_view code) {
    return read(kValidities, code);
}
std::optional<Reported<events::Side>> reported_side(std::string_view code) {
    return told(kToldSides, code);
}
Reported<events::OrderType> reported_type(std::string_view code) {
    return told(kToldTypes, code).value_or(Reported<OrderType>{OrderType::Other, false});
}
Reported<events::Validity> reported_validity(std::string_view code) {
    return told(kToldValidities, code).value_or(Reported<Validity>{Validity::Other, false});
}
std::optional<ExecType> exec_type_of(std::string_view code) { return read(kExecTypes, code); }
std::optional<OrdStatus> status_of(std::string_view code) { return read(kStatuses, code); }

std::optional<events::Exchange> exchange_of(std::string_view name) {
    const auto ours = events::by_name<events::Exchange>(name);
    return ours ? ours : read(kMarkets, name);
}

std::optional<events::Segment> segment_of(std::string_view name) {
    return events::by_name<events::Segment>(name);
}

bool is_fill(ExecType type) {
    return type == ExecType::Trade || type == ExecType::TradeCorrect || type == ExecType::TradeBust;
}

}  // namespace fix
