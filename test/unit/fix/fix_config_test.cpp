#include "common/fix/fix_config.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "common/config/document.h"

namespace {

struct Read {
    fix::Dialect dialect;
    fix::SessionConfig session;
    fix::EngineConfig engine;
    std::vector<std::string> problems;
};

Read read(const std::string& toml) {
    auto document = config::Document::parse(toml, "test.toml");
    REQUIRE(document.ok());
    config::Document parsed = std::move(document).value();
    config::Section section = parsed.section("fix");
    Read read;
    read.dialect = fix::dialect(section);
    read.session = fix::session_config(section);
    read.engine = fix::engine_config(section);
    read.problems = parsed.problems();
    return read;
}

}  // namespace

TEST_CASE("fix/config: ids and a store are enough; the rest is our venue's") {
    const Read usual = read("[fix]\nsender='A'\ntarget='B'\nstore_dir='/s'\n");
    CHECK(usual.problems.empty());
    CHECK(usual.session.begin_string == "FIX.4.4");
    CHECK(usual.session.heartbeat_s == 10);
    CHECK(!usual.dialect.fix42);
    CHECK(usual.dialect.product_tag == 9302);
    CHECK(usual.engine.store_dir == "/s");
    CHECK(usual.engine.tls.ca_file == "");
}

TEST_CASE("fix/config: the version decides the dialect, tags and names are read") {
    const Read other = read(
        "[fix]\nsender='A'\ntarget='B'\nstore_dir='/s'\nbegin_string='FIX.4.2'\nport=9612\n"
        "product_tag=0\ntoken_tag=48\nexchange='BSE'\nsegment='FO'\nmarket_orders=false\n"
        "utc_offset_s=0\nreconnect_s=3\nusername='u'\n");
    CHECK(other.problems.empty());
    CHECK(other.dialect.fix42);
    CHECK(other.dialect.product_tag == 0);
    CHECK(other.dialect.exchange == events::Exchange::Bse);
    CHECK(other.dialect.segment == events::Segment::Fo);
    CHECK(!other.dialect.market_orders);
    CHECK(other.session.port == 9612);
    CHECK(other.session.reconnect_s == 3);
    CHECK(other.session.username == "u");
}

TEST_CASE("fix/config: what is wrong is named") {
    CHECK(read("[fix]\n").problems.size() == 3);  // sender, target, store_dir
    const std::string ids = "[fix]\nsender='A'\ntarget='B'\nstore_dir='/s'\n";
    CHECK(!read(ids + "begin_string='FIX.5.0'\n").problems.empty());
    CHECK(!read(ids + "port=65536\n").problems.empty());
    CHECK(!read(ids + "exchange='NYSE'\n").problems.empty());
    CHECK(!read(ids + "account_tag=-1\n").problems.empty());
}

TEST_CASE("fix/config: the password's variable is named after the session") {
    CHECK(fix::password_variable("nse-1") == "BACKSTOP_FIX_PASSWORD_NSE_1");
    CHECK(fix::password_variable("drop_copy") == "BACKSTOP_FIX_PASSWORD_DROP_COPY");
    CHECK(fix::password_variable("Main.2") == "BACKSTOP_FIX_PASSWORD_MAIN_2");
}

TEST_CASE("fix/config: a session with a user name needs its password, one without takes none") {
    fix::SessionConfig session;
    session.name = "unit-1";
    CHECK(fix::read_password(session).ok());
    session.username = "u";
    const auto missing = fix::read_password(session);
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().what.find("BACKSTOP_FIX_PASSWORD_UNIT_1") != std::string::npos);
    ::setenv("BACKSTOP_FIX_PASSWORD_UNIT_1", "p w", 1);
    CHECK(fix::read_password(session).ok());
    fix::SessionConfig open;
    open.name = "unit-1";
    CHECK(fix::read_password(open).ok());
    ::unsetenv("BACKSTOP_FIX_PASSWORD_UNIT_1");
    CHECK(session.password == "p w");
    CHECK(open.password == "");
}
