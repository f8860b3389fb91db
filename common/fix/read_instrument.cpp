#include "common/fix/read_instrument.h"

#include "common/fix/codes.h"
#include "common/fix/number_text.h"

namespace fix {
namespace {

constexpr int64_t kTokenMax = 2'147'483'647;
constexpr std::string_view kIsin = "4";

bool all_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Whether the id is the exchange's own number, and which. A number of another kind (22=2, a SEDOL,
// may be digits alone) is not.
uint32_t token_of(std::string_view id, std::string_view source, const Dialect& dialect) {
    if (!source.empty() && source != dialect.security_id_source) return 0;
    int64_t number = 0;
    if (id.empty() || !read_whole(id, number).empty() || number > kTokenMax) return 0;
    return static_cast<uint32_t>(number);
}

// 454: other names of the same instrument.
void read_other_ids(ExecutionReport& report, std::span<const Tag> fields, const Dialect& dialect) {
    std::string_view id;
    for (const Tag& tag : fields) {
        if (tag.number == 455) id = without_blanks(tag.value);
        if (tag.number != 456 || id.empty()) continue;
        const std::string_view source = without_blanks(tag.value);
        if (source == kIsin && report.named.isin.empty()) report.named.isin = id;
        if (report.instrument.token == 0 && source == dialect.security_id_source) {
            report.instrument.token = token_of(id, source, dialect);
        }
    }
}

// 541 is a date; 200 a month, or a date; 205 the day of the month in 200.
uint32_t read_expiry(const FieldReader& reader) {
    std::string text = reader.text(541);
    if (text.size() != 8) text = reader.text(200);
    if (text.size() > 8 || text.size() < 6 || !all_digits(text.substr(0, 6))) return 0;
    std::string day = text.size() == 8 && all_digits(text) ? text.substr(6) : reader.text(205);
    if (day.size() == 1) day.insert(0, "0");
    if (day.size() != 2 || !all_digits(day)) day = "00";
    return static_cast<uint32_t>(std::stoul(text.substr(0, 6) + day));
}

std::string read_option(const FieldReader& reader) {
    const std::string put_or_call = reader.text(201);
    if (put_or_call == "0") return "PE";
    if (put_or_call == "1") return "CE";
    const std::string kind = reader.text(461);
    if (kind.starts_with("OP")) return "PE";
    if (kind.starts_with("OC")) return "CE";
    return kind.starts_with("F") || kind.starts_with("E") ? "XX" : "";
}

}  // namespace

void read_named_instrument(ExecutionReport& report, FieldReader& reader, const Dialect& dialect) {
    Instrument& instrument = report.instrument;
    InstrumentText& named = report.named;
    for (const Named& needed :
         {Named{dialect.exchange_tag, "exchange"}, Named{dialect.segment_tag, "segment"},
          Named{dialect.token_tag, "token"}}) {
        reader.must_be_one(needed);
    }
    instrument.exchange = reader.code<events::Exchange>({dialect.exchange_tag, "exchange"},
                                                        exchange_of, dialect.exchange);
    instrument.segment =
        reader.code<events::Segment>({dialect.segment_tag, "segment"}, segment_of, dialect.segment);
    instrument.symbol = reader.text(55);
    named.symbol = instrument.symbol;
    named.series = reader.text(65);
    const std::string source = reader.text(22);
    const bool standard = dialect.token_tag == 48;
    const std::string number = reader.text(dialect.token_tag);
    instrument.token = token_of(number, standard ? source : std::string(), dialect);
    if (instrument.token == 0) {
        // 48 is a name where it is not the number, whichever tag that has.
        const std::string id = reader.text(48);
        (source == kIsin ? named.isin : named.id) = id;
        if (!standard && named.id.empty()) named.id = number;
    }
    read_other_ids(report, reader.fields(), dialect);
    named.expiry = read_expiry(reader);
    named.strike = reader.has(202) ? reader.spare({202, "StrikePrice"}, int64_t{-1},
                                                  [&](Named field) { return reader.price(field); })
                                   : -1;
    named.option = read_option(reader);
}

}  // namespace fix
