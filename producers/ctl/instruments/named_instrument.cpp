#include "producers/ctl/instruments/named_instrument.h"

#include <algorithm>
#include <functional>

#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/event.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using db::literal;

namespace {

constexpr size_t kAlikeMax = 5;
constexpr size_t kTokenDigitsMax = 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// As the exchanges write symbols.
std::string in_capitals(std::string text) {
    for (char& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

// For LIKE, where _ and % would stand for any character.
std::string beginning_with(const std::string& text) {
    std::string pattern;
    for (const char c : text) {
        if (c == '_' || c == '%' || c == '|') pattern.push_back('|');
        pattern.push_back(c);
    }
    return "symbol LIKE " + literal(pattern + "%") + " ESCAPE '|'";
}

std::string in_market(const InstrumentName& name) {
    std::string where;
    if (!name.exchange.empty()) where += " AND exchange=" + literal(name.exchange);
    if (!name.segment.empty()) where += " AND segment=" + literal(name.segment);
    return where;
}

std::string text_of(const NamedInstrument& one) {
    std::string text = std::string{events::name_of(one.key.exchange)} + " " +
                       std::string{events::name_of(one.key.segment)} + " " +
                       std::to_string(one.key.token);
    if (!one.series.empty()) text += " " + one.series;
    return text;
}

Error unknown(const InstrumentName& name, const std::vector<std::string>& alike) {
    std::string why = "instrument: " + name.text + " is unknown";
    if (!name.exchange.empty()) why += " at " + name.exchange;
    if (!name.segment.empty()) why += " " + name.segment;
    for (size_t i = 0; i < alike.size(); ++i) why += (i == 0 ? "; there are " : ", ") + alike[i];
    return {Errc::Invalid, why};
}

Error several(const InstrumentName& name, const std::vector<NamedInstrument>& found) {
    std::string why = "instrument: " + name.text +
                      " is more than one, say which by exchange, segment and token: ";
    for (size_t i = 0; i < std::min(found.size(), kNamedMax); ++i) {
        why += (i == 0 ? "" : ", ") + text_of(found[i]);
    }
    if (found.size() > kNamedMax) why += " and more";
    return {Errc::Invalid, why};
}

}  // namespace

bool is_token(const std::string& text) {
    return !text.empty() && text.size() <= kTokenDigitsMax && std::ranges::all_of(text, is_digit);
}

Result<Named> read_named(db::Session& session, const InstrumentName& name) {
    const std::string symbol = in_capitals(name.text);
    const std::string which =
        is_token(name.text) ? "token=" + name.text : "symbol=" + literal(symbol);
    const auto rows =
        session.query("SELECT exchange+0,segment+0,token,symbol,series FROM instruments WHERE " +
                      which + in_market(name) + " ORDER BY exchange,segment,token LIMIT " +
                      std::to_string(kNamedMax + 1));
    if (!rows.ok()) return rows.error();
    Named named;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        NamedInstrument& one = named.found.emplace_back();
        one.key.exchange = columns.choice<events::Exchange>();
        one.key.segment = columns.choice<events::Segment>();
        one.key.token = columns.as<uint32_t>();
        one.symbol = columns.text();
        one.series = columns.text();
    }
    if (!named.found.empty() || is_token(name.text)) return named;
    const auto alike =
        session.query("SELECT DISTINCT symbol FROM instruments WHERE " + beginning_with(symbol) +
                      in_market(name) + " ORDER BY symbol LIMIT " + std::to_string(kAlikeMax));
    if (!alike.ok()) return alike.error();
    for (const db::Row& row : alike.value()) named.alike.push_back(db::Columns{row}.text());
    return named;
}

Result<account::InstrumentKey> the_one(const InstrumentName& name, const Named& named,
                                       const std::set<account::InstrumentKey>& held) {
    std::vector<NamedInstrument> meant = named.found;
    const auto is_held = [&](const NamedInstrument& one) { return held.contains(one.key); };
    if (std::ranges::any_of(meant, is_held)) std::erase_if(meant, std::not_fn(is_held));
    if (meant.empty()) return unknown(name, named.alike);
    if (meant.size() > 1) return several(name, meant);
    return meant.front().key;
}

}  // namespace ctl
