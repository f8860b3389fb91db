#include "real_market.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "calendar.h"
#include "contracts.h"
#include "masters.h"
#include "text_file.h"
#include "tick_file.h"

namespace daygen {
namespace {

constexpr std::string_view kTickFolder = "nse-ticks-";  // and the session's date, yyyy-mm-dd
constexpr size_t kTradedContractsMax = 400;

struct TickSet {
    std::map<std::string, CleanTicks, std::less<>> by_symbol;
};

// Loads the parts one after another; each adds its rows to the market and its counts to the report.
class Loader {
  public:
    Loader(std::string folder, int64_t day, DataReport& report)
        : folder_{std::move(folder)}, day_{day}, report_{report} {}

    std::optional<Market> load(std::string& what);

  private:
    std::optional<std::string> read(const std::string& name);
    bool find_session();
    bool read_ticks();
    bool add_shares();
    bool add_made_up_contracts();
    bool add_bse_contracts();
    void trade_nearest(const std::vector<std::pair<int64_t, uint32_t>>& by_distance);
    int32_t index_path(const std::string& index);
    int32_t scaled_path(const std::string& index, int64_t level);

    std::string folder_;
    std::string session_date_;  // yyyy-mm-dd
    std::string next_date_;
    std::string what_;  // why it cannot be done
    int64_t day_;
    DataReport& report_;
    TickSet ticks_;
    Market market_;
};

std::optional<std::string> Loader::read(const std::string& name) {
    auto text = read_text_file(folder_ + "/" + name);
    if (!text) what_ = folder_ + "/" + name + ": cannot be read, is cut short or damaged";
    return text;
}

// The folder has the ticks of one session.
bool Loader::find_session() {
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder_, error}) {
        const std::string name = entry.path().filename().string();
        if (!name.starts_with(kTickFolder)) continue;
        if (!session_date_.empty()) {
            what_ = folder_ + ": ticks of more than one session";
            return false;
        }
        session_date_ = name.substr(kTickFolder.size());
        const auto session = day_of_text(session_date_);
        if (!session) {
            what_ = folder_ + "/" + name + ": does not end in a date yyyy-mm-dd";
            return false;
        }
        next_date_ = text_of_day(*session + 1);
    }
    if (error) what_ = folder_ + ": " + error.message();
    if (what_.empty() && session_date_.empty()) {
        what_ = folder_ + ": no folder " + std::string{kTickFolder} + "<yyyy-mm-dd>";
    }
    return what_.empty();
}

bool Loader::read_ticks() {
    if (!find_session()) return false;
    const std::string folder = std::string{kTickFolder} + session_date_;
    std::error_code error;
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder_ + "/" + folder, error}) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());  // the folder's own order differs between machines
    constexpr std::string_view kEnding = ".csv.zst";
    for (const std::string& name : names) {
        if (!name.ends_with(kEnding)) continue;
        const std::string path = folder + "/" + name;
        const auto text = read(path);
        if (!text) return false;
        CleanTicks clean = clean_ticks(*text, session_date_, next_date_);
        report_[path] = clean.report;
        const std::string symbol = name.substr(0, name.size() - kEnding.size());
        if (!clean.path.empty())
            ticks_.by_symbol[symbol == "MM" ? "M&M" : symbol] = std::move(clean);
    }
    if (ticks_.by_symbol.empty()) what_ = folder_ + "/" + folder + ": no usable tick";
    return !ticks_.by_symbol.empty();
}

bool Loader::add_shares() {
    const std::string name = "instruments-nse-cm.csv.zst";
    const auto text = read(name);
    if (!text) return false;
    MasterRows rows = read_cash_master(*text);
    std::vector<std::pair<int64_t, uint32_t>> by_turnover;
    int64_t found = 0;
    for (Instrument& share : rows.instruments) {
        const auto ticks = ticks_.by_symbol.find(share.symbol);
        if (ticks != ticks_.by_symbol.end() && share.series == "EQ") {
            share.path = static_cast<int32_t>(market_.paths.size());
            market_.paths.push_back(ticks->second.path);
            by_turnover.emplace_back(-ticks->second.turnover,
                                     static_cast<uint32_t>(market_.instruments.size()));
            ++found;
        }
        market_.instruments.push_back(std::move(share));
    }
    report_[name] = std::move(rows.report);
    report_[name].noted["tick file without an instrument"] =
        std::count_if(ticks_.by_symbol.begin(), ticks_.by_symbol.end(),
                      [](const auto& item) { return !item.first.ends_with("-INDEX"); }) -
        found;
    std::sort(by_turnover.begin(), by_turnover.end());
    for (const auto& [turnover, number] : by_turnover) market_.cash.push_back(number);
    if (found == 0) what_ = folder_ + ": no share of the cash master has ticks";
    return found > 0;
}

int32_t Loader::index_path(const std::string& index) {
    const auto ticks = ticks_.by_symbol.find(index);
    if (ticks == ticks_.by_symbol.end()) return kNoPath;
    market_.paths.push_back(ticks->second.path);
    return static_cast<int32_t>(market_.paths.size()) - 1;
}

// The index's path times level / first price; each price stays within 2^63 as both are below 10^10.
int32_t Loader::scaled_path(const std::string& index, int64_t level) {
    const int32_t path = index_path(index);
    if (path == kNoPath || level <= 0) return kNoPath;
    PricePath& prices = market_.paths[static_cast<size_t>(path)];
    const int64_t first = prices.front();
    for (int64_t& price : prices) price = std::max<int64_t>(1, price / 100 * level / first * 100);
    return path;
}

bool Loader::add_made_up_contracts() {
    const std::string name = "freeze-quantities.csv";
    const auto text = read(name);
    if (!text) return false;
    FreezeRows freeze = read_freeze_quantities(*text);
    report_[name] = freeze.report;
    const auto freeze_of = [&](std::string_view underlying) {
        const auto found = freeze.quantities.find(underlying);
        return found == freeze.quantities.end() ? int64_t{0} : found->second;
    };
    ContractMaker contracts{market_, day_, 40'001};
    for (const auto& [underlying, lot, step] :
         {std::tuple{"NIFTY", 65, 50}, std::tuple{"BANKNIFTY", 30, 100}}) {
        const ContractTerms terms{.underlying = underlying,
                                  .path = index_path(std::string{underlying} + "-INDEX"),
                                  .lot = lot,
                                  .freeze_quantity = freeze_of(underlying),
                                  .strike_step = step * kRupee,
                                  .strikes = 20};
        if (terms.path == kNoPath) continue;
        contracts.add_future(terms);
        contracts.add_options(terms);
    }
    for (const uint32_t number : market_.cash) {
        const Instrument& share = market_.instruments[number];
        const int64_t freeze_quantity = freeze_of(share.symbol);
        if (freeze_quantity == 0) continue;
        contracts.add_future({.underlying = share.symbol,
                              .path = share.path,
                              .lot = std::max<int64_t>(1, freeze_quantity / 40),
                              .freeze_quantity = freeze_quantity});
    }
    return true;
}

bool Loader::add_bse_contracts() {
    const std::string name = "instruments-bse-fo.csv.zst";
    const auto text = read(name);
    if (!text) return false;
    DerivativeRows rows = read_derivatives_master(*text, day_);
    report_[name] = rows.report;
    std::map<std::string, int32_t> paths;
    for (const auto& [underlying, level] : rows.futures_level) {
        paths[underlying] =
            scaled_path(underlying == "BANKEX" ? "BANKNIFTY-INDEX" : "NIFTY-INDEX", level);
    }
    std::vector<std::pair<int64_t, uint32_t>> by_distance;
    for (size_t row = 0; row < rows.instruments.size(); ++row) {
        Instrument& contract = rows.instruments[row];
        const auto path = paths.find(rows.underlyings[row]);
        if (path != paths.end() && path->second != kNoPath) {
            contract.path = path->second;
            const int64_t level = rows.futures_level[rows.underlyings[row]];
            // Near in time and near the money is what people trade.
            const int64_t away =
                contract.strike == 0 ? 0 : std::abs(contract.strike - level) * 1000 / level;
            by_distance.emplace_back(away + contract.days_to_expiry,
                                     static_cast<uint32_t>(market_.instruments.size()));
        }
        market_.instruments.push_back(std::move(contract));
    }
    std::sort(by_distance.begin(), by_distance.end());
    trade_nearest(by_distance);
    return true;
}

// The nearest contracts are traded, put between those of NSE so that both exchanges get popular
// ones.
void Loader::trade_nearest(const std::vector<std::pair<int64_t, uint32_t>>& by_distance) {
    const std::vector<uint32_t> nse = std::exchange(market_.derivatives, {});
    const size_t bse_count = std::min(by_distance.size(), kTradedContractsMax);
    for (size_t number = 0; number < std::max(nse.size(), bse_count); ++number) {
        if (number < nse.size()) market_.derivatives.push_back(nse[number]);
        if (number < bse_count) market_.derivatives.push_back(by_distance[number].second);
    }
    for (size_t number = bse_count; number < by_distance.size(); ++number) {
        market_.instruments[by_distance[number].second].path = kNoPath;
    }
}

std::optional<Market> Loader::load(std::string& what) {
    if (!read_ticks() || !add_shares() || !add_made_up_contracts() || !add_bse_contracts()) {
        what = what_;
        return std::nullopt;
    }
    complete_prices(market_);
    return std::move(market_);
}

}  // namespace

std::optional<Market> load_market(const std::string& folder, int64_t day_number, DataReport& report,
                                  std::string& what) {
    return Loader{folder, day_number, report}.load(what);
}

}  // namespace daygen
