#include "common/fix/fix_config.h"

#include <algorithm>
#include <string>

#include "common/config/secret.h"

namespace fix {
namespace {

constexpr int64_t kTagMax = 99'999;
constexpr int64_t kPortMax = 65'535;

int number(config::Section& section, std::string_view key, int usual, int64_t min, int64_t max) {
    return static_cast<int>(section.integer(key, usual, min, max));
}

int tag(config::Section& section, std::string_view key, int usual) {
    return number(section, key, usual, /*min=*/0, kTagMax);
}

std::string begin_string(config::Section& section) {
    std::string text = section.text("begin_string", "FIX.4.4");
    if (text != "FIX.4.4" && text != "FIX.4.2") {
        section.reject("begin_string", "is neither FIX.4.4 nor FIX.4.2");
    }
    return text;
}

template <class Enum>
Enum one_of(config::Section& section, std::string_view key, Enum usual) {
    const auto found = events::by_name<Enum>(section.text(key, events::name_of(usual)));
    if (!found) section.reject(key, "is not a known name");
    return found.value_or(usual);
}

}  // namespace

Dialect dialect(config::Section& section) {
    Dialect dialect;
    dialect.fix42 = begin_string(section) == "FIX.4.2";
    dialect.account_tag = tag(section, "account_tag", dialect.account_tag);
    dialect.token_tag = tag(section, "token_tag", dialect.token_tag);
    dialect.exchange_tag = tag(section, "exchange_tag", dialect.exchange_tag);
    dialect.segment_tag = tag(section, "segment_tag", dialect.segment_tag);
    dialect.product_tag = tag(section, "product_tag", dialect.product_tag);
    dialect.trade_no_tag = tag(section, "trade_no_tag", dialect.trade_no_tag);
    dialect.day_tag = tag(section, "day_tag", dialect.day_tag);
    constexpr int64_t kDayS = 86'400;
    dialect.utc_offset_s =
        section.integer("utc_offset_s", dialect.utc_offset_s, /*min=*/-kDayS, kDayS);
    dialect.exchange = one_of(section, "exchange", dialect.exchange);
    dialect.segment = one_of(section, "segment", dialect.segment);
    dialect.market_orders = section.flag("market_orders", dialect.market_orders);
    dialect.status_requests = section.flag("status_requests", dialect.status_requests);
    dialect.security_id_source = section.text("security_id_source", dialect.security_id_source);
    dialect.handling = section.text("handling", dialect.handling);
    return dialect;
}

SessionConfig session_config(config::Section& section) {
    constexpr int64_t kSecondsMax = 600;
    SessionConfig session;
    session.begin_string = begin_string(section);
    session.sender = section.required_text("sender");
    session.target = section.required_text("target");
    session.host = section.text("host", session.host);
    session.port = number(section, "port", session.port, /*min=*/0, kPortMax);
    session.heartbeat_s =
        number(section, "heartbeat_s", session.heartbeat_s, /*min=*/1, kSecondsMax);
    session.reconnect_s =
        number(section, "reconnect_s", session.reconnect_s, /*min=*/1, kSecondsMax);
    session.reset_on_logon = section.flag("reset_on_logon", session.reset_on_logon);
    session.username = section.text("username", "");
    session.day_begins_s = static_cast<int>(section.clock("day_begins", session.day_begins_s));
    return session;
}

EngineConfig engine_config(config::Section& section) {
    EngineConfig engine;
    engine.store_dir = section.required_text("store_dir");
    engine.tls.ca_file = section.text("tls_ca_file", "");
    engine.tls.certificate_file = section.text("tls_certificate_file", "");
    engine.tls.key_file = section.text("tls_key_file", "");
    return engine;
}

std::string password_variable(const std::string& session) {
    std::string name = "BACKSTOP_FIX_PASSWORD_" + session;
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return plain ? c : '_';
    });
    return name;
}

base::Status read_password(SessionConfig& session) {
    if (session.username.empty()) return base::Unit{};
    auto password = config::secret(password_variable(session.name));
    if (!password.ok()) return password.error();
    session.password = std::move(password).value();
    return base::Unit{};
}

}  // namespace fix
