#include "producers/venue/reference_data.h"

#include <chrono>

#include "producers/venue/matching/exchange.h"
#include "producers/venue/reference/calendar_file.h"

namespace venue {
namespace {

base::Status load_groups(const VenueConfig& config, ReferenceData& reference) {
    if (config.calendar == "always") {
        reference.groups = always_open(segments_of(reference.listings));
    } else {
        const auto table = csv::load(config.calendar, kCalendarColumns);
        if (!table.ok()) return table.error();
        auto groups = read_calendar(table.value());
        if (!groups.ok()) return groups.error();
        reference.groups = std::move(groups).value();
    }
    return assign_groups(reference.listings, reference.groups);
}

base::Status load_accounts(const std::string& path, std::vector<AccountText>& accounts) {
    const auto table = csv::load(path, {"account"});
    if (!table.ok()) return table.error();
    const size_t column = *table.value().column("account");
    for (size_t i = 0; i < table.value().rows.size(); ++i) {
        const std::string& account = table.value().rows[i].cells[column];
        if (account.empty() || !AccountText::fits(account)) {
            return table.value().error(i, "account: must have 1 to 16 characters");
        }
        accounts.emplace_back(account);
    }
    return base::Unit{};
}

}  // namespace

base::Result<ReferenceData> load_reference(const VenueConfig& config) {
    ReferenceData reference;
    const auto table = csv::load(config.instruments_file, kInstrumentColumns);
    if (!table.ok()) return table.error();
    auto listings = read_instruments(table.value());
    if (!listings.ok()) return listings.error();
    reference.listings = std::move(listings).value();
    if (const auto loaded = load_groups(config, reference); !loaded.ok()) return loaded.error();
    if (!config.accounts_file.empty()) {
        const auto loaded = load_accounts(config.accounts_file, reference.accounts);
        if (!loaded.ok()) return loaded.error();
    }
    const auto wrong = problems(exchange_config(config, reference));
    if (!wrong.empty()) return base::Error{base::Errc::Invalid, wrong.front()};
    return reference;
}

std::vector<uint16_t> members_of(const VenueConfig& config) {
    std::vector<uint16_t> members;
    for (const SessionTerms& session : config.sessions) members.push_back(session.member);
    return members;
}

ExchangeConfig exchange_config(const VenueConfig& config, const ReferenceData& reference) {
    ExchangeConfig exchange;
    exchange.day = config.day;
    exchange.midnight_us = midnight_us(config.day, config.utc_offset_s);
    exchange.groups = reference.groups;
    for (const Listing& listing : reference.listings) {
        exchange.instruments.push_back(listing.instrument);
    }
    exchange.members = members_of(config);
    exchange.accounts = reference.accounts;
    exchange.self_trade = config.self_trade;
    return exchange;
}

int64_t midnight_us(uint32_t day, int64_t utc_offset_s) {
    using std::chrono::duration_cast, std::chrono::microseconds, std::chrono::seconds;
    using std::chrono::month, std::chrono::sys_days, std::chrono::year, std::chrono::year_month_day;
    const year_month_day date{year{static_cast<int>(day / 10'000)}, month{day / 100 % 100},
                              std::chrono::day{day % 100}};
    const auto utc = sys_days{date}.time_since_epoch() - seconds{utc_offset_s};
    return duration_cast<microseconds>(utc).count();
}

int64_t clock_ahead_us(const VenueConfig& config, int64_t wall_us) {
    if (config.start_time.empty()) return 0;
    const auto starts = time_of_day_us(config.start_time);
    return midnight_us(config.day, config.utc_offset_s) + starts.value_or(0) - wall_us;
}

}  // namespace venue
