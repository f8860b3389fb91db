#include "producers/ctl/instruments/instrument_change.h"

#include <fmt/core.h>

#include "common/base/decimal.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/events/names.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

namespace {

Error wrong(const std::string& why) { return {Errc::Invalid, why}; }

// Empty, or what is wrong.
std::string take_price(const char* option, const std::string& text, int64_t least, int64_t& to) {
    if (text.empty()) return {};
    const auto price = base::parse_price(text);
    const auto* units = std::get_if<int64_t>(&price);
    if (units == nullptr || *units < least || *units > events::kPriceMax) {
        return fmt::format("{}: must be rupees from {} to 10000000 with at most 4 decimals, not {}",
                           option, least == 0 ? "0" : "0.0001", text);
    }
    to = *units;
    return {};
}

std::string take_quantity(const char* option, const std::optional<int64_t>& wish, int64_t least,
                          int64_t& to) {
    if (!wish) return {};
    if (*wish < least || *wish > events::kQuantityMax) {
        return fmt::format("{}: must be {} to {}, not {}", option, least, events::kQuantityMax,
                           *wish);
    }
    to = *wish;
    return {};
}

std::string rupees_of(int64_t units) {
    std::string text;
    base::append_price(text, units);
    return text;
}

}  // namespace

Result<Terms> changed(const Terms& now, const TermsWish& wish) {
    const bool nothing = wish.band_low.empty() && wish.band_high.empty() && !wish.freeze_quantity &&
                         !wish.lot && wish.tick.empty();
    if (nothing) return wrong("band-low: give it, or what else is to change");
    Terms terms = now;
    for (const std::string& problem :
         {take_price("band-low", wish.band_low, 0, terms.band_low),
          take_price("band-high", wish.band_high, 0, terms.band_high),
          take_price("tick", wish.tick, 1, terms.tick),
          take_quantity("freeze-quantity", wish.freeze_quantity, 0, terms.freeze_quantity),
          take_quantity("lot", wish.lot, 1, terms.lot)}) {
        if (!problem.empty()) return wrong(problem);
    }
    if (terms.band_high != 0 && terms.band_low > terms.band_high) {
        return wrong("band-low: " + rupees_of(terms.band_low) + " is above band-high, " +
                     rupees_of(terms.band_high));
    }
    if (terms.band_high != 0 && terms.band_high < terms.tick) {
        return wrong("band-high: " + rupees_of(terms.band_high) + " is below a tick, " +
                     rupees_of(terms.tick));
    }
    if (terms.freeze_quantity != 0 && terms.freeze_quantity < terms.lot) {
        return wrong("freeze-quantity: " + std::to_string(terms.freeze_quantity) +
                     " is less than a lot of " + std::to_string(terms.lot));
    }
    return terms;
}

std::string text_of(const Terms& terms) {
    return fmt::format("band {}-{}, freeze {}, lot {}, tick {}", rupees_of(terms.band_low),
                       rupees_of(terms.band_high), terms.freeze_quantity, terms.lot,
                       rupees_of(terms.tick));
}

std::string json_of(const Terms& terms) {
    events::JsonText json;
    json.open_object();
    json.price("band_low", terms.band_low);
    json.price("band_high", terms.band_high);
    json.integer("freeze_quantity", terms.freeze_quantity);
    json.integer("lot", terms.lot);
    json.price("tick", terms.tick);
    json.close_object();
    return json.take();
}

Result<account::InstrumentKey> instrument_of(const std::string& exchange,
                                             const std::string& segment, int64_t token) {
    account::InstrumentKey key;
    const auto market = events::by_name<events::Exchange>(exchange);
    if (!market) return wrong("exchange: must be NSE, BSE, MCX, NCDEX or MSE, not " + exchange);
    const auto part = events::by_name<events::Segment>(segment);
    if (!part) return wrong("segment: must be CM, FO, CD or CO, not " + segment);
    if (token < 1 || token > events::kTokenMax) {
        return wrong("token: must be 1 to " + std::to_string(events::kTokenMax) + ", not " +
                     std::to_string(token));
    }
    return account::InstrumentKey{*market, *part, static_cast<uint32_t>(token)};
}

}  // namespace ctl
