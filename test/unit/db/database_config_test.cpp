#include "common/db/database_config.h"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "common/config/document.h"

namespace {

struct Read {
    db::DatabaseConfig config;
    std::vector<std::string> problems;
};

Read read(const std::string& text) {
    config::Document document =
        std::move(config::Document::parse("[database]\n" + text, "test.toml")).value();
    config::Section section = document.section("database");
    const db::DatabaseConfig config = db::database_config(section);
    return {config, document.problems()};
}

}  // namespace

TEST_CASE("db/config: an empty section gives the defaults, and no password") {
    const Read empty = read("");
    CHECK(empty.problems.empty());
    CHECK(empty.config.host == "127.0.0.1");
    CHECK(empty.config.port == 3306);
    CHECK(empty.config.password.empty());
    CHECK(empty.config.io_timeout_s > 5);  // the lock wait must end first
}

TEST_CASE("db/config: a password in the file is an unknown key") {
    const Read with_password = read("password = \"secret\"");
    REQUIRE(with_password.problems.size() == 1);
    CHECK(with_password.problems[0].find("database.password: unknown key") != std::string::npos);
    CHECK(with_password.problems[0].find("secret") == std::string::npos);
}

TEST_CASE("db/config: a port out of range is a problem") {
    CHECK(read("port = 65536").problems.size() == 1);
    CHECK(read("port = 0").problems.size() == 1);
    CHECK(read("port = 3307").config.port == 3307);
}
