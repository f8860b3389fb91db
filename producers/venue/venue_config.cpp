#include "producers/venue/venue_config.h"

#include <array>
#include <map>
#include <optional>

#include "common/events/event.h"
#include "common/fix/fix_config.h"
#include "producers/venue/reference/calendar_file.h"

namespace venue {
namespace {

constexpr size_t kSessionsMax = 64;

// One of a few names, whose places are the enum's numbers.
template <class Enum, size_t N>
Enum choice(config::Section& section, const char* key, const std::array<const char*, N>& names,
            Enum fallback) {
    const std::string text = section.text(key, names[static_cast<size_t>(fallback)]);
    std::string known;
    for (size_t i = 0; i < N; ++i) {
        if (text == names[i]) return static_cast<Enum>(i);
        known += (i == 0 ? "" : ", ") + std::string{names[i]};
    }
    section.reject(key, "must be one of " + known);
    return fallback;
}

SessionTerms session_terms(config::Section section, const std::string& name) {
    SessionTerms terms;
    terms.role =
        choice(section, "role", std::array{"orders", "drop_copy", "prices"}, SessionRole::Orders);
    terms.member = static_cast<uint16_t>(section.integer("member", 1, 1, 1000));
    terms.cancel_on_disconnect = section.flag("cancel_on_disconnect", false);
    terms.fix = fix::session_config(section);
    terms.fix.name = name;
    // Yesterday's price is worth nothing, every report is.
    terms.fix.resend_application = terms.role != SessionRole::Prices;
    terms.dialect = fix::dialect(section);
    return terms;
}

void read_sessions(const std::function<config::Section(const char*)>& section,
                   config::Section& venue, VenueConfig& config) {
    const auto names = venue.texts("sessions", {});
    if (names.empty()) venue.reject("sessions", "must name at least one session");
    if (names.size() > kSessionsMax) venue.reject("sessions", "must be at most 64");
    for (const std::string& name : names) {
        config.sessions.push_back(session_terms(section(("session_" + name).c_str()), name));
    }
}

void read_path(config::Section& section, PathConfig& path) {
    path.kind = choice(section, "price_path", std::array{"none", "walk", "ticks"}, path.kind);
    path.seed = static_cast<uint64_t>(section.integer("price_seed", 1, 0, INT64_MAX));
    path.every_ms = section.integer("price_step_ms", path.every_ms, 10, 60'000);
    path.instruments_per_step =
        static_cast<size_t>(section.integer("price_step_instruments", 50, 1, 100'000));
    path.spread_ticks = section.integer("quote_spread_ticks", path.spread_ticks, 1, 10'000);
    path.quote_lots = section.integer("quote_lots", path.quote_lots, 1, 1'000'000);
    path.ticks_folder = section.text("ticks_folder", "");
    path.pace = section.integer("ticks_pace", path.pace, 1, 10'000);
    if (path.kind == PathKind::Ticks && path.ticks_folder.empty()) {
        section.reject("ticks_folder", "must name the folder of the ticks");
    }
}

}  // namespace

VenueConfig venue_config(const std::function<config::Section(const char*)>& section) {
    config::Section venue = section("venue");
    VenueConfig config;
    config.day = static_cast<uint32_t>(venue.integer("day", 20'000'101, 20'000'101, 20'991'231));
    if (!events::is_trading_day(config.day)) venue.reject("day", "is no date");
    config.instruments_file = venue.required_text("instruments_file");
    config.calendar = venue.text("calendar", config.calendar);
    config.accounts_file = venue.text("accounts_file", "");
    config.data_dir = venue.required_text("data_dir");
    config.start_time = venue.text("start_time", "");
    if (!config.start_time.empty() && !time_of_day_us(config.start_time)) {
        venue.reject("start_time", "must be HH:MM:SS");
    }
    config.self_trade =
        choice(venue, "self_trade", std::array{"cancel_incoming", "cancel_resting", "allow"},
               config.self_trade);
    config.journal_sync = venue.flag("journal_sync", config.journal_sync);
    config.utc_offset_s = venue.integer("utc_offset_s", config.utc_offset_s, -86'400, 86'400);
    config.fix_address = venue.text("fix_address", config.fix_address);
    config.fix_port = static_cast<int>(venue.integer("fix_port", 1, 1, 65'535));
    config.tls.ca_file = venue.text("tls_ca_file", "");
    config.tls.certificate_file = venue.text("tls_certificate_file", "");
    config.tls.key_file = venue.text("tls_key_file", "");
    config.inbox_messages_max =
        static_cast<size_t>(venue.integer("inbox_messages_max", 20'000, 100, 1'000'000));
    config.prices_every_ms = venue.integer("prices_every_ms", config.prices_every_ms, 10, 60'000);
    read_path(venue, config.path);
    read_sessions(section, venue, config);
    return config;
}

std::vector<std::string> read_passwords(VenueConfig& config) {
    std::vector<std::string> problems;
    std::map<std::string, std::string> of;  // variable -> session
    for (SessionTerms& session : config.sessions) {
        const std::string table = "session_" + session.fix.name + ": ";
        if (session.fix.username.empty()) continue;
        const std::string variable = fix::password_variable(session.fix.name);
        const auto [other, fresh] = of.emplace(variable, session.fix.name);
        if (!fresh) problems.push_back(table + variable + " is already that of " + other->second);
        const base::Status read = fix::read_password(session.fix);
        if (!read.ok()) problems.push_back(table + read.error().what);
    }
    return problems;
}

}  // namespace venue
