#include "common/fix/settings.h"

namespace fix {
namespace {

FIX::Dictionary common_settings(const EngineConfig& config) {
    FIX::Dictionary common;
    common.setString(FIX::CONNECTION_TYPE, config.acceptor ? "acceptor" : "initiator");
    common.setString(FIX::FILE_STORE_PATH, config.store_dir);
    // The whole day, every day; SessionStore sees to it that midnight resets nothing.
    common.setString(FIX::START_TIME, "00:00:00");
    common.setString(FIX::END_TIME, "00:00:00");
    // A counterparty's own tags must never end a session: trading.cpp reads what it knows.
    common.setString(FIX::USE_DATA_DICTIONARY, "N");
    common.setString(FIX::VALIDATE_USER_DEFINED_FIELDS, "N");
    common.setString(FIX::VALIDATE_FIELDS_OUT_OF_ORDER, "N");
    common.setString(FIX::VALIDATE_FIELDS_HAVE_VALUES, "N");
    // Clocks that differ are an alarm elsewhere, not a reason to lose the drop copy.
    common.setString(FIX::CHECK_LATENCY, "N");
    common.setString(FIX::SOCKET_NODELAY, "Y");
    common.setString(FIX::SOCKET_REUSE_ADDRESS, "Y");
    common.setInt(FIX::TIMESTAMP_PRECISION, 6);
    // Transport reconnects by its own timer.
    common.setInt(FIX::RECONNECT_INTERVAL, 1'000'000);
    if (config.acceptor) common.setInt(FIX::SOCKET_ACCEPT_PORT, config.accept_port);
    return common;
}

void add_tls(const EngineConfig& config, FIX::Dictionary& settings) {
    const TlsConfig& tls = config.tls;
    settings.setString(FIX::SSL_PROTOCOL, "-all +TLSv1_2");
    if (!tls.ca_file.empty()) settings.setString(FIX::CERT_AUTH_FILE, tls.ca_file);
    if (!tls.certificate_file.empty()) {
        settings.setString(config.acceptor ? FIX::SERVER_CERT_FILE : FIX::CLIENT_CERT_FILE,
                           tls.certificate_file);
        settings.setString(config.acceptor ? FIX::SERVER_CERT_KEY_FILE : FIX::CLIENT_CERT_KEY_FILE,
                           tls.key_file);
    }
    // 2: the other side must show a certificate that the ca_file vouches for.
    settings.setInt(FIX::VERIFY_LEVEL, tls.ca_file.empty() ? 0 : 2);
}

FIX::Dictionary session_settings(const EngineConfig& config, const SessionConfig& session) {
    FIX::Dictionary settings;
    settings.setString(FIX::CONNECTION_TYPE, config.acceptor ? "acceptor" : "initiator");
    settings.setInt(FIX::HEARTBTINT, session.heartbeat_s);
    settings.setString(FIX::RESET_ON_LOGON, session.reset_on_logon ? "Y" : "N");
    if (!config.acceptor) {
        settings.setString(FIX::SOCKET_CONNECT_HOST, session.host);
        settings.setInt(FIX::SOCKET_CONNECT_PORT, session.port);
    }
    return settings;
}

}  // namespace

FIX::SessionSettings settings_of(const EngineConfig& config) {
    FIX::SessionSettings settings;
    FIX::Dictionary common = common_settings(config);
    if (!config.tls.ca_file.empty() || !config.tls.certificate_file.empty()) {
        add_tls(config, common);
    }
    settings.set(common);
    for (const SessionConfig& session : config.sessions) {
        settings.set(FIX::SessionID(session.begin_string, session.sender, session.target),
                     session_settings(config, session));
    }
    return settings;
}

}  // namespace fix
