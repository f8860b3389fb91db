#include "producers/venue/prices/tick_day.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/base/decimal.h"
#include "common/events/packing.h"
#include "producers/venue/reference/calendar_file.h"

namespace venue {
namespace {

constexpr int64_t kOpenUs = (9 * 60 + 15) * 60 * int64_t{1'000'000};
constexpr int64_t kCloseUs = (15 * 60 + 30) * 60 * int64_t{1'000'000};

std::string_view next_field(std::string_view& text, char end) {
    const size_t at = text.find(end);
    const std::string_view field = text.substr(0, at);
    text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
    return field;
}

// Empty: cannot be read.
std::string unpacked(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream packed;
    packed << file.rdbuf();
    std::vector<char> text;
    events::StreamUnpacker unpacker;
    if (!file || !unpacker.feed(packed.str(), text).ok()) return "";
    return {text.begin(), text.end()};
}

// Scales to the price the listing has now; ticks lie on their own year's level.
void scale(std::vector<PriceTick>& ticks, int64_t from) {
    const int64_t first = ticks.front().price;
    for (PriceTick& tick : ticks) {
        // Within 64 bits: prices are at most 10^11, so only the difference is multiplied.
        const int64_t difference = (tick.price - first) / 100 * (from / 100) / (first / 100 + 1);
        tick.price = from + difference * 100;
    }
}

}  // namespace

std::vector<PriceTick> read_ticks(std::string_view text) {
    std::vector<PriceTick> ticks;
    std::string_view date;
    next_field(text, '\n');  // the header
    while (!text.empty()) {
        std::string_view row = next_field(text, '\n');
        std::string_view stamp = next_field(row, ',');
        const auto price = base::parse_price(next_field(row, ','));
        const std::string_view day = next_field(stamp, ' ');
        const auto time = time_of_day_us(stamp);
        const int64_t* const units = std::get_if<int64_t>(&price);
        if (!time || units == nullptr || *units < 10'000) continue;
        if (date.empty()) date = day;
        if (day != date || *time < kOpenUs || *time > kCloseUs) continue;
        if (!ticks.empty() && *time - kOpenUs < ticks.back().at_us) continue;
        ticks.push_back({*time - kOpenUs, *units});
    }
    return ticks;
}

base::Result<TickDay> TickDay::load(const std::vector<Listing>& listings,
                                    const std::vector<int64_t>& from, const PathConfig& config) {
    TickDay day{listings, config};
    for (size_t i = 0; i < listings.size(); ++i) {
        if (listings[i].instrument.key.segment != events::Segment::Cm || from[i] <= 0) continue;
        std::string name = listings[i].symbol;
        std::erase(name, '&');  // M&M lies in MM.csv.zst
        const std::string path = config.ticks_folder + "/" + name + ".csv.zst";
        if (name.find('/') != std::string::npos || !std::filesystem::exists(path)) continue;
        auto ticks = read_ticks(unpacked(path));
        if (ticks.empty()) continue;
        scale(ticks, from[i]);
        day.paths_.push_back({i, std::move(ticks), 0});
    }
    if (day.paths_.empty()) {
        return base::Error{base::Errc::Invalid,
                           "ticks_folder " + config.ticks_folder + ": no file fits an instrument"};
    }
    return day;
}

std::vector<SetQuote> TickDay::until(int64_t passed_us) {
    std::vector<SetQuote> quotes;
    for (Path& path : paths_) {
        const size_t before = path.next;
        while (path.next < path.ticks.size() && path.ticks[path.next].at_us <= passed_us) {
            ++path.next;
        }
        if (path.next == before) continue;
        const Instrument& instrument = (*listings_)[path.listing].instrument;
        quotes.push_back(quote_around(instrument, path.ticks[path.next - 1].price, config_));
    }
    return quotes;
}

std::vector<size_t> TickDay::covered() const {
    std::vector<size_t> places;
    for (const Path& path : paths_) places.push_back(path.listing);
    return places;
}

}  // namespace venue
