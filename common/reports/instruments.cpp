#include "common/reports/instruments.h"

#include <algorithm>

#include "common/base/decimal.h"
#include "common/csv/table.h"
#include "common/events/event.h"

namespace reports {

using base::Errc;
using base::Error;
using base::Result;

namespace {

constexpr std::string_view kNoOption = "XX";

// One row of the table; a column that the file lacks is empty.
class Row {
  public:
    Row(const csv::Table& table, size_t at) : table_{table}, at_{at} {}

    [[nodiscard]] std::string text(std::string_view column) const {
        const auto place = table_.column(column);
        return place ? table_.rows[at_].cells[*place] : std::string{};
    }
    int64_t number(const std::string& column, int64_t least, int64_t most, int64_t usual) {
        const std::string digits = text(column);
        if (digits.empty() && usual >= 0) return usual;
        const auto value = csv::whole_number(digits);
        if (!value || *value < least || *value > most)
            problem(column + ": not a number in its range");
        return value.value_or(0);
    }
    template <class Enum>
    Enum name(const std::string& column) {
        const auto value = events::by_name<Enum>(text(column));
        if (!value) problem(column + ": unknown");
        return value.value_or(Enum{});
    }
    void problem(const std::string& why) {
        if (problem_.empty()) problem_ = why;
    }
    [[nodiscard]] const std::string& problem() const { return problem_; }

  private:
    const csv::Table& table_;
    const size_t at_;
    std::string problem_;
};

std::string option_of(Row& row) {
    const std::string option = row.text("option_type");
    if (option.empty() || option == kNoOption) return std::string{kNoOption};
    if (option != "CE" && option != "PE") row.problem("option_type: neither CE, PE nor empty");
    return option;
}

// "55=NIFTY 541=20260827 202=24000 461=CE": what the report says, for its refusal.
std::string words_of(const fix::InstrumentText& named) {
    std::string words;
    const auto add = [&words](const char* tag, const std::string& value) {
        if (!value.empty()) words.append(" ").append(tag).append("=").append(value);
    };
    add("48", named.id);
    add("isin", named.isin);
    add("55", named.symbol);
    add("series", named.series);
    if (named.expiry != 0) add("expiry", std::to_string(named.expiry));
    if (named.strike >= 0) {
        std::string strike;
        base::append_price(strike, named.strike);
        add("strike", strike);
    }
    add("option", named.option);
    return words;
}

}  // namespace

Result<Instruments> Instruments::load(const std::string& path) {
    const auto text = csv::load_text(path);
    if (!text.ok()) return text.error();
    auto parsed = parse(text.value());
    if (!parsed.ok()) return Error{Errc::Invalid, path + " " + parsed.error().what};
    return parsed;
}

Result<Instruments> Instruments::parse(std::string_view text) {
    const auto read = csv::parse(text, "", {"exchange", "segment", "token", "symbol"});
    if (!read.ok()) return read.error();
    Instruments all;
    for (size_t at = 0; at < read.value().rows.size(); ++at) {
        Row row{read.value(), at};
        fix::Instrument instrument;
        instrument.exchange = row.name<events::Exchange>("exchange");
        instrument.segment = row.name<events::Segment>("segment");
        Listed listed;
        listed.token = static_cast<uint32_t>(row.number("token", 1, events::kTokenMax, -1));
        listed.expiry = static_cast<uint32_t>(row.number("expiry", 0, 99'991'231, 0));
        if (listed.expiry != 0 && !events::is_trading_day(listed.expiry)) {
            row.problem("expiry: not a date yyyymmdd");
        }
        listed.strike = row.number("strike", 0, events::kPriceMax, 0);
        listed.series = row.text("series");
        listed.option = option_of(row);
        listed.isin = row.text("isin");
        if (row.text("symbol").empty()) row.problem("symbol: empty");
        if (!row.problem().empty()) return read.value().error(at, row.problem());
        const size_t place = all.listed_.size();
        all.listed_.push_back(listed);
        for (const std::string& name :
             {row.text("symbol"), row.text("underlying"), "isin " + listed.isin}) {
            auto& places = all.by_name_[key_of(instrument, name)];
            if (places.empty() || places.back() != place) places.push_back(place);
        }
    }
    return all;
}

Instruments::Key Instruments::key_of(const fix::Instrument& instrument, std::string_view name) {
    std::string key{events::name_of(instrument.exchange)};
    return key.append(" ").append(events::name_of(instrument.segment)).append(" ").append(name);
}

bool Instruments::fits(const Listed& listed, const fix::InstrumentText& named) {
    const bool of_month = named.expiry % 100 == 0;
    const bool expires = named.expiry == 0 || listed.expiry == named.expiry ||
                         (of_month && listed.expiry / 100 == named.expiry / 100);
    const bool series =
        named.series.empty() || listed.series.empty() || listed.series == named.series;
    const bool strike = named.strike < 0 || listed.strike == named.strike;
    const bool option = named.option.empty() || listed.option == named.option;
    const bool isin = named.isin.empty() || listed.isin.empty() || listed.isin == named.isin;
    return expires && series && strike && option && isin;
}

std::string Instruments::find(fix::ExecutionReport& report) const {
    if (report.instrument.token != 0) return {};
    const fix::InstrumentText& named = report.named;
    std::vector<size_t> fitting;
    // An id of which nobody says what kind it is may be an ISIN.
    for (const std::string& name :
         {"isin " + named.isin, "isin " + named.id, named.id, named.symbol}) {
        if (name.empty() || name == "isin ") continue;
        const auto found = by_name_.find(key_of(report.instrument, name));
        if (found == by_name_.end()) continue;
        for (const size_t place : found->second) {
            if (fits(listed_[place], named)) fitting.push_back(place);
        }
        if (!fitting.empty()) break;
    }
    if (fitting.size() == 1) {
        report.instrument.token = listed_[fitting.front()].token;
        return {};
    }
    const std::string words = words_of(named);
    if (words.empty()) return "48 token: missing, and nothing else names an instrument";
    return "48 token: " +
           std::string{fitting.empty() ? "no instrument" : "more than one instrument"} +
           " of instruments_file fits" + words;
}

}  // namespace reports
