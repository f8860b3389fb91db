#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "common/config/section.h"
#include "common/fix/engine.h"
#include "common/fix/trading.h"
#include "producers/venue/matching/input.h"
#include "producers/venue/prices/price_path.h"

namespace venue {

enum class SessionRole {
    Orders,    // 35=D/F/G/H/q in; its own orders' reports out
    DropCopy,  // every execution report of its member out
    Prices     // 35=V in; W and X out
};

// One of the members' FIX sessions. Its SessionId is its place in the configuration.
struct SessionTerms {
    SessionRole role{};
    uint16_t member = 1;
    bool cancel_on_disconnect = false;  // its orders go when its connection goes
    fix::SessionConfig fix;
    fix::Dialect dialect;
};

struct VenueConfig {
    uint32_t day = 0;  // yyyymmdd
    std::string instruments_file;
    std::string calendar = "always";  // or a CSV file: segment,from,phase
    std::string accounts_file;        // CSV with a column account; empty: everybody may trade
    std::string data_dir;             // everything of a day lies in a folder of its own below it
    // The exchange's clock at the day's first start, HH:MM:SS of `day`; empty: the machine's clock.
    std::string start_time;
    SelfTrade self_trade = SelfTrade::CancelIncoming;
    // fdatasync with every turn: survives the machine's end too, and costs its time.
    bool journal_sync = false;
    int64_t utc_offset_s = 19'800;
    std::string fix_address = "127.0.0.1";
    int fix_port = 0;
    fix::TlsConfig tls;
    size_t inbox_messages_max = 20'000;  // received and not yet worked on; then the engine refuses
    int64_t prices_every_ms = 200;       // how long price changes are gathered
    PathConfig path;
    std::vector<SessionTerms> sessions;
};

// Reads [venue] and one [session_NAME] for each name of its key `sessions`.
VenueConfig venue_config(const std::function<config::Section(const char*)>& section);

// Takes the passwords of the sessions that have a user name from the environment; returns what is
// wrong. Two such sessions never share a variable: one's member could log on as the other's.
std::vector<std::string> read_passwords(VenueConfig& config);

}  // namespace venue
