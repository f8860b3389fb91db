#pragma once

#include <string>
#include <vector>

#include "producers/venue/reference/instruments_file.h"
#include "producers/venue/venue_config.h"

namespace venue {

// The files that the configuration names, read and checked together.
struct ReferenceData {
    std::vector<Listing> listings;
    std::vector<Group> groups;
    std::vector<AccountText> accounts;  // empty: everybody
};

// Invalid or Fatal, with file and line.
base::Result<ReferenceData> load_reference(const VenueConfig& config);

// The exchange's own configuration.
ExchangeConfig exchange_config(const VenueConfig& config, const ReferenceData& reference);
std::vector<uint16_t> members_of(const VenueConfig& config);

// Local midnight of the day, in microseconds since the Unix epoch.
int64_t midnight_us(uint32_t day, int64_t utc_offset_s);
// What the exchange's clock is ahead of the machine's, where the day begins now.
int64_t clock_ahead_us(const VenueConfig& config, int64_t wall_us);

}  // namespace venue
