#include "common/db/session.h"

#include <mysql.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include <algorithm>

#include "common/db/bulk.h"
#include "common/db/error_class.h"
#include "common/db/known_cause.h"

namespace db {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;

struct Session::Impl {
    soci::session session;
    std::unique_ptr<Bulk> bulk;  // after `session`: its statements are closed before the connection
    size_t packet_bytes_max = 1u << 20;  // what the server takes

    MYSQL* raw() { return static_cast<soci::mysql_session_backend*>(session.get_backend())->conn_; }
};

namespace {

constexpr size_t kBulkBytesMax = 8u << 20;  // of one packet

std::string connect_string(const DatabaseConfig& config) {
    // SOCI quotes values with single quotes and knows no escape for them.
    return "host='" + config.host + "' port=" + std::to_string(config.port) + " db='" +
           config.name + "' user='" + config.user + "' password='" + config.password +
           "' charset=utf8mb4 connect_timeout=" + std::to_string(config.connect_timeout_s) +
           " read_timeout=" + std::to_string(config.io_timeout_s) +
           " write_timeout=" + std::to_string(config.io_timeout_s);
}

// In words that MariaDB and MySQL both know. Beyond so many accounts in a list (200) the server no
// longer looks into the index but believes statistics, which of a table that has just begun to grow
// say nothing: it then reads the whole table. With 0 it always looks.
constexpr const char* kSessionSettings[] = {
    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
    "SET SESSION innodb_lock_wait_timeout=5, autocommit=1, eq_range_index_dive_limit=0, "
    "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"};

bool can_be_quoted(const DatabaseConfig& config) {
    const auto quoted = config.host + config.name + config.user + config.password;
    return quoted.find('\'') == std::string::npos;
}

std::string first_words(std::string_view sql) {
    constexpr size_t kShown = 60;
    return std::string{sql.substr(0, sql.find('\n')).substr(0, kShown)};
}

Error too_large(std::string_view sql) {
    return Error{Errc::Invalid, first_words(sql) + ": a statement of " +
                                    std::to_string(sql.size()) +
                                    " bytes is more than max_allowed_packet"};
}

}  // namespace

Session::Session(DatabaseConfig config) : config_{std::move(config)} {}
Session::~Session() { close(); }

bool Session::connected() const { return impl_ != nullptr; }

Status Session::connect() {
    if (connected()) return Unit{};
    if (!can_be_quoted(config_)) {
        return Error{Errc::Fatal, "database: host, name, user and password must not hold a '"};
    }
    auto fresh = std::make_unique<Impl>();
    try {
        fresh->session.open(soci::mysql, connect_string(config_));
    } catch (const soci::mysql_soci_error& e) {
        const auto native = static_cast<unsigned>(e.err_num_);
        const std::string cause = known_cause(native, e.what());
        return Error{class_of(native), "connect to database " + config_.host + ":" +
                                           std::to_string(config_.port) + ": " +
                                           (cause.empty() ? e.what() : cause)};
    } catch (const soci::soci_error& e) {
        return Error{Errc::Fatal, std::string{"connect to database: "} + e.what()};
    }
    impl_ = std::move(fresh);
    for (const char* setting : kSessionSettings) {
        if (const auto set = execute(setting); !set.ok()) {
            Error error = set.error();
            close();
            return error;
        }
    }
    // A larger statement would only tell that the connection is lost, and be tried again for ever.
    const auto limit = query("SELECT @@max_allowed_packet");
    if (!limit.ok()) {
        Error error = limit.error();
        close();
        return error;
    }
    impl_->packet_bytes_max = std::stoull(limit.value().at(0).at(0).value_or("1048576"));
    impl_->bulk =
        std::make_unique<Bulk>(impl_->raw(), std::min(impl_->packet_bytes_max / 2, kBulkBytesMax));
    return Unit{};
}

void Session::close() {
    if (impl_ == nullptr) return;
    impl_->bulk.reset();
    try {
        impl_->session.close();
    } catch (const soci::soci_error&) {
        // A session that cannot be closed in good order is gone all the same.
    }
    impl_.reset();
}

Error Session::failure(std::string_view sql) {
    return failure(sql, mysql_errno(impl_->raw()), mysql_error(impl_->raw()));
}

Error Session::failure(std::string_view sql, unsigned code, std::string_view message) {
    Error error{class_of(code), known_cause(code, message)};
    if (error.what.empty()) {
        error.what = first_words(sql) + ": " + std::to_string(code) + " " + std::string{message};
    }
    if (connection_is_lost(code)) close();
    return error;
}

Status Session::execute(const Rows& rows) {
    if (rows.empty()) return Unit{};
    if (!connected()) return Error{Errc::Retryable, "not connected"};
    if (!impl_->bulk->supported()) {
        const auto done = execute(rows.sql());
        if (!done.ok()) return done.error();
        return Unit{};
    }
    const Bulk::Outcome outcome = impl_->bulk->execute(rows);
    if (outcome.error == 0) return Unit{};
    return failure(rows.prepared_sql(), outcome.error, outcome.message);
}

Result<uint64_t> Session::execute(std::string_view sql) {
    if (!connected()) return Error{Errc::Retryable, "not connected"};
    if (sql.size() >= impl_->packet_bytes_max) return too_large(sql);
    if (mysql_real_query(impl_->raw(), sql.data(), sql.size()) != 0) return failure(sql);
    return static_cast<uint64_t>(mysql_affected_rows(impl_->raw()));
}

Result<std::vector<Row>> Session::query(std::string_view sql) {
    if (!connected()) return Error{Errc::Retryable, "not connected"};
    if (sql.size() >= impl_->packet_bytes_max) return too_large(sql);
    if (mysql_real_query(impl_->raw(), sql.data(), sql.size()) != 0) return failure(sql);
    MYSQL_RES* result = mysql_store_result(impl_->raw());
    if (result == nullptr) return failure(sql);
    std::vector<Row> rows;
    const unsigned columns = mysql_num_fields(result);
    while (MYSQL_ROW values = mysql_fetch_row(result)) {
        const unsigned long* lengths = mysql_fetch_lengths(result);
        Row& row = rows.emplace_back();
        for (unsigned i = 0; i < columns; ++i) {
            if (values[i] == nullptr) {
                row.emplace_back();
            } else {
                row.emplace_back(std::string{values[i], lengths[i]});
            }
        }
    }
    mysql_free_result(result);
    return rows;
}

Status Session::begin() {
    const auto done = execute("START TRANSACTION");
    if (!done.ok()) return done.error();
    return Unit{};
}

Status Session::begin_snapshot() {
    const auto level = execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
    if (!level.ok()) return level.error();
    return begin();
}

Status Session::commit() {
    const auto done = execute("COMMIT");
    if (!done.ok()) return done.error();
    return Unit{};
}

void Session::rollback() {
    if (connected() && !execute("ROLLBACK").ok()) close();
}

}  // namespace db
