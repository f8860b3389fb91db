#include "reference_files.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "population.h"
#include "random.h"

namespace daygen {
namespace {

constexpr std::array<const char*, 16> kFirstNames{
    "Aarav",  "Anjali", "Bharat", "Chitra", "Deepak", "Esha",    "Farhan", "Gita",
    "Harish", "Ishita", "Jai",    "Kavita", "अमित",   "Lakshmi", "Mohan",  "Zoë"};
constexpr std::array<const char*, 14> kLastNames{
    "Acharya", "Banerjee", "Chauhan", "D'Souza", "Fernandes", "Gupta", "Iyer",
    "Joshi",   "Khan",     "Menon",   "Patel",   "Reddy",     "शर्मा",  "Singh"};
constexpr std::array<const char*, 8> kBranches{"MUM01", "DEL01", "BLR01", "CHE01",
                                               "KOL01", "HYD01", "PUN01", "AMD01"};

// A file written through one buffer; says at the end whether all of it arrived.
class CsvFile {
  public:
    explicit CsvFile(const std::string& path)
        : path_{path}, file_{std::fopen(path.c_str(), "wb")} {}
    void line(std::string_view text) {
        if (!file_) return;
        failed_ |= std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size();
        failed_ |= std::fputc('\n', file_.get()) == EOF;
    }
    bool close(std::string& what) {
        if (file_ && !failed_ && std::fclose(file_.release()) == 0) return true;
        what = fmt::format("write {}: {}", path_, std::strerror(errno));
        return false;
    }

  private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::string path_;
    std::unique_ptr<std::FILE, CloseFile> file_;
    bool failed_ = false;
};

}  // namespace

bool write_instruments(const std::string& path, const Market& market, std::string& what) {
    CsvFile file{path};
    file.line(
        "exchange,segment,token,symbol,series,expiry,strike,option_type,lot,tick,freeze_quantity,"
        "band_low,band_high,previous_close,last_price,trade_for_trade");
    for (const Instrument& one : market.instruments) {
        const auto venue = static_cast<size_t>(one.venue);
        file.line(fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}",
                              kExchangeNames[venue], kSegmentNames[venue], one.token, one.symbol,
                              one.series, one.expiry, one.strike,
                              kOptionNames[static_cast<size_t>(one.option)], one.lot, one.tick,
                              one.freeze_quantity, one.band_low, one.band_high, one.previous_close,
                              one.last_price, one.trade_for_trade ? 1 : 0));
    }
    return file.close(what);
}

bool write_customers(const std::string& path, int64_t customers, uint64_t seed, std::string& what) {
    CsvFile file{path};
    Random random{scramble(seed ^ 0x6e616d6573U)};
    file.line("account,name,email,mobile,branch");
    for (int64_t customer = 0; customer < customers; ++customer) {
        const std::string account = account_of(customer);
        // Addresses and numbers that nobody has: example.com, and mobile numbers that begin with 0.
        file.line(fmt::format(
            "{},{} {},{}@example.com,+910{:09},{}", account,
            kFirstNames[static_cast<size_t>(random.below(kFirstNames.size()))],
            kLastNames[static_cast<size_t>(random.below(kLastNames.size()))], account, customer,
            kBranches[static_cast<size_t>(random.skewed_below(kBranches.size()))]));
    }
    return file.close(what);
}

}  // namespace daygen
