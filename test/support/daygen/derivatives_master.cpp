#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "calendar.h"
#include "masters.h"
#include "text_file.h"

namespace daygen {
namespace {

constexpr size_t kColumns = 27;
constexpr int64_t kSixDigits = 10'000 * kRupee;  // from here on a band has lost its second decimal

enum Column : size_t {
    kToken = 0,
    kDescription = 3,
    kLot = 5,
    kTick = 6,
    kExpiry = 7,
    kStrike = 8,
    kOptionType = 9,
    kUnderlying = 10,
    kBandHigh = 12,
    kBandLow = 13
};

// yyyymmdd of "08JAN2026".
std::optional<uint32_t> parse_expiry(std::string_view text) {
    constexpr std::array<std::string_view, 12> kExpiryMonths{
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
    if (text.size() != 9) return std::nullopt;
    const auto day = parse_whole(text.substr(0, 2));
    const auto year = parse_whole(text.substr(5));
    const auto month = std::find(kExpiryMonths.begin(), kExpiryMonths.end(), text.substr(2, 3));
    if (!day || !year || month == kExpiryMonths.end()) return std::nullopt;
    const int64_t date = *year * 10'000 + (month - kExpiryMonths.begin() + 1) * 100 + *day;
    const auto as_date = static_cast<uint32_t>(date);
    return day_number(as_date) ? std::optional{as_date} : std::nullopt;
}

struct Row {
    Instrument contract;
    std::string underlying;
    bool spread = false;
};

bool read_terms(const std::vector<std::string_view>& fields, Instrument& contract) {
    const auto token = parse_whole(fields[kToken]);
    const auto lot = parse_whole(fields[kLot]);
    const auto tick = parse_decimal(fields[kTick], kRupee);
    const auto expiry = parse_expiry(fields[kExpiry]);
    const auto strike = parse_decimal(fields[kStrike], kRupee);
    const auto high = parse_decimal(fields[kBandHigh], kRupee);
    const auto low = parse_decimal(fields[kBandLow], kRupee);
    if (!token || !lot || !tick || !expiry || !strike || !high || !low) return false;
    if (*token < 1 || *token > kTokenMax || *lot < 1 || *tick < 1 || *strike < 0 || *high <= *low) {
        return false;
    }
    contract.venue = Venue::BseDerivatives;
    contract.token = *token;
    contract.lot = *lot;
    contract.tick = *tick;
    contract.expiry = *expiry;
    contract.strike = *strike;
    contract.band_high = *high >= kSixDigits ? *high - *tick : *high;
    contract.band_low = *low >= kSixDigits ? *low + *tick : *low;
    contract.band_high = contract.band_high / *tick * *tick;
    contract.band_low = (contract.band_low + *tick - 1) / *tick * *tick;
    return true;
}

std::optional<Row> read_row(const std::vector<std::string_view>& fields) {
    Row row;
    if (fields.size() != kColumns || fields[kDescription].empty() ||
        fields[kDescription].size() > 40 || !read_terms(fields, row.contract)) {
        return std::nullopt;
    }
    row.contract.symbol = fields[kDescription];
    row.underlying = fields[kUnderlying];
    const std::string_view type = fields[kOptionType];
    row.spread = type == "SPD";
    if (type == "CE") row.contract.option = Option::Call;
    if (type == "PE") row.contract.option = Option::Put;
    const bool known = row.spread || type == "FUT" || row.contract.option != Option::None;
    return known ? std::optional{row} : std::nullopt;
}

// Keeps for each underlying the middle of the band of its nearest future.
class Levels {
  public:
    void look_at(const Row& row) {
        const Instrument& contract = row.contract;
        if (row.spread || contract.option != Option::None) return;
        auto& nearest = nearest_[row.underlying];
        if (nearest.expiry != 0 && nearest.expiry <= contract.expiry) return;
        nearest = {contract.expiry, (contract.band_low + contract.band_high) / 2};
    }
    std::map<std::string, int64_t> result() const {
        std::map<std::string, int64_t> levels;
        for (const auto& [underlying, nearest] : nearest_) levels[underlying] = nearest.level;
        return levels;
    }

  private:
    struct Nearest {
        uint32_t expiry = 0;
        int64_t level = 0;
    };
    std::map<std::string, Nearest> nearest_;
};

}  // namespace

DerivativeRows read_derivatives_master(std::string_view text, int64_t day) {
    DerivativeRows rows;
    Levels levels;
    std::set<int64_t> tokens;
    const auto lines = lines_of(text);
    for (size_t line = 1; line < lines.size(); ++line) {
        auto row = read_row(fields_of(lines[line]));
        if (row) levels.look_at(*row);
        const char* reason = nullptr;
        if (!row) {
            reason = "malformed";
        } else if (row->spread) {
            reason = "spread";
        } else if (*day_number(row->contract.expiry) < day) {
            reason = "expired";
        } else if (!tokens.insert(row->contract.token).second) {
            reason = "duplicate token";
        }
        if (reason != nullptr) {
            ++rows.report.refused[reason];
            continue;
        }
        row->contract.days_to_expiry = *day_number(row->contract.expiry) - day;
        ++rows.report.accepted["contract"];
        rows.instruments.push_back(std::move(row->contract));
        rows.underlyings.push_back(std::move(row->underlying));
    }
    rows.futures_level = levels.result();
    return rows;
}

}  // namespace daygen
