#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/result.h"
#include "common/fix/trading.h"

namespace reports {

// The exchange's instruments, for reports that name theirs otherwise than by its number. Pure, once
// loaded.
class Instruments {
  public:
    // A CSV file with a header of at least exchange, segment, token and symbol; series, expiry
    // (yyyymmdd), strike (rupees), option_type (CE, PE or empty), underlying and isin where it has
    // them. Invalid names the line.
    static base::Result<Instruments> load(const std::string& path);
    static base::Result<Instruments> parse(std::string_view text);

    // Gives the report its token where exactly one instrument of its exchange and segment fits all
    // that it says. Otherwise the reason why not: "48 token: missing, and no instrument fits …".
    [[nodiscard]] std::string find(fix::ExecutionReport& report) const;

  private:
    struct Listed {
        uint32_t token = 0;
        uint32_t expiry = 0;
        int64_t strike = 0;
        std::string series;
        std::string option;  // "XX": none
        std::string isin;
    };
    // Exchange, segment and a name: the symbol, the underlying, or the ISIN.
    using Key = std::string;
    static Key key_of(const fix::Instrument& instrument, std::string_view name);
    static bool fits(const Listed& listed, const fix::InstrumentText& named);

    std::vector<Listed> listed_;
    std::unordered_map<Key, std::vector<size_t>> by_name_;
};

}  // namespace reports
