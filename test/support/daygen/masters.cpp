#include "masters.h"

#include <set>

#include "text_file.h"

namespace daygen {
namespace {

constexpr size_t kCashColumns = 16;
constexpr size_t kSymbolLettersMax = 40;
constexpr size_t kSeriesLettersMax = 4;

// The columns of the cash master that are used, by position.
enum CashColumn : size_t {
    kCashToken = 0,
    kCashSymbol = 1,
    kCashSeries = 4,
    kCashLot = 5,
    kCashTick = 6,
    kCashFreeze = 7
};

bool plain_text(std::string_view text, size_t letters_max) {
    if (text.empty() || text.size() > letters_max) return false;
    for (const char letter : text) {
        if (letter <= ' ' || letter > '~' || letter == '"' || letter == '\\') return false;
    }
    return true;
}

bool is_trade_for_trade(std::string_view series) {
    return series == "BE" || series == "BZ" || series == "ST" || series == "SZ";
}

// Fills `instrument`; returns the reason of a refusal, or nothing.
const char* read_cash_row(const std::vector<std::string_view>& fields, Instrument& instrument,
                          RowCounts& noted) {
    if (fields.size() != kCashColumns) return "malformed";
    const auto token = parse_whole(fields[kCashToken]);
    const auto lot = parse_whole(fields[kCashLot]);
    const auto tick = parse_decimal(fields[kCashTick], kRupee);
    const auto freeze = parse_decimal(fields[kCashFreeze], 1);
    if (!token || !lot || !tick || !freeze || *token < 1 || *token > kTokenMax || *lot < 1 ||
        *tick < 1 || *freeze < 0) {
        return "malformed";
    }
    if (!plain_text(fields[kCashSymbol], kSymbolLettersMax) ||
        !plain_text(fields[kCashSeries], kSeriesLettersMax)) {
        return "symbol or series does not fit";
    }
    if (fields[kCashSymbol].find("NSETEST") != std::string_view::npos) return "test security";
    if (fields[kCashFreeze].find('e') != std::string_view::npos)
        ++noted["freeze quantity in scientific notation"];
    if (*freeze == 0) ++noted["no freeze quantity"];
    instrument.venue = Venue::NseCash;
    instrument.token = *token;
    instrument.symbol = fields[kCashSymbol];
    instrument.series = fields[kCashSeries];
    instrument.lot = *lot;
    instrument.tick = *tick;
    instrument.freeze_quantity = *freeze;
    instrument.trade_for_trade = is_trade_for_trade(instrument.series);
    return nullptr;
}

}  // namespace

MasterRows read_cash_master(std::string_view text) {
    MasterRows rows;
    std::set<int64_t> tokens;
    const auto lines = lines_of(text);
    for (size_t row = 1; row < lines.size(); ++row) {
        Instrument instrument;
        const char* reason = read_cash_row(fields_of(lines[row]), instrument, rows.report.noted);
        if (reason == nullptr && !tokens.insert(instrument.token).second)
            reason = "duplicate token";
        if (reason != nullptr) {
            ++rows.report.refused[reason];
            continue;
        }
        ++rows.report.accepted["instrument"];
        rows.instruments.push_back(std::move(instrument));
    }
    return rows;
}

FreezeRows read_freeze_quantities(std::string_view text) {
    FreezeRows rows;
    const auto lines = lines_of(text);
    for (size_t row = 1; row < lines.size(); ++row) {
        const auto fields = fields_of(lines[row]);
        const auto quantity = fields.size() == 3 ? parse_whole(fields[2]) : std::nullopt;
        if (!quantity || *quantity < 1 || !plain_text(fields[1], kSymbolLettersMax)) {
            ++rows.report.refused["malformed"];
        } else if (!rows.quantities.emplace(fields[1], *quantity).second) {
            ++rows.report.refused["duplicate symbol"];
        } else {
            ++rows.report.accepted["freeze quantity"];
        }
    }
    return rows;
}

}  // namespace daygen
