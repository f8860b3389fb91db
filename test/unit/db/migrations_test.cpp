#include "common/db/migrations.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "test/unit/db/temporary_folder.h"

using db::read_migrations;
using db::split_statements;
using Statements = std::vector<std::string>;

namespace {

// "0001_a 0002_b", or the error.
std::string names(const TemporaryFolder& folder) {
    const auto migrations = read_migrations(folder.path());
    if (!migrations.ok()) {
        CHECK(migrations.error().code == base::Errc::Fatal);
        return migrations.error().what;
    }
    std::string list;
    for (const auto& migration : migrations.value()) {
        list += (list.empty() ? "" : " ") + migration.name;
    }
    return list;
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("db/split_statements: at semicolons, without what is blank") {
    CHECK(split_statements("A; B ;\n C") == Statements{"A", "B ", "C"});
    CHECK(split_statements("").empty());
    CHECK(split_statements(" ;;\n; ").empty());
}

TEST_CASE("db/split_statements: not within quotes of any kind") {
    CHECK(split_statements("A ';' B; C") == Statements{"A ';' B", "C"});
    CHECK(split_statements("A \";\" B; C") == Statements{"A \";\" B", "C"});
    CHECK(split_statements("A `;` B; C") == Statements{"A `;` B", "C"});
    CHECK(split_statements("A 'it''s; b'; C") == Statements{"A 'it''s; b'", "C"});
    CHECK(split_statements("A 'x -- y; z'; C") == Statements{"A 'x -- y; z'", "C"});
}

TEST_CASE("db/split_statements: a backslash keeps a quote from ending a text, not a name") {
    CHECK(split_statements(R"(A 'it\'s; b'; C)") == Statements{R"(A 'it\'s; b')", "C"});
    CHECK(split_statements(R"(A "\";"; C)") == Statements{R"(A "\";")", "C"});
    CHECK(split_statements(R"(A 'b\\'; C)") == Statements{R"(A 'b\\')", "C"});
    CHECK(split_statements(R"(A `b\`; C)") == Statements{R"(A `b\`)", "C"});
}

TEST_CASE("db/split_statements: not within comments, which are left out") {
    CHECK(split_statements("-- a; b\nC; D -- e; f") == Statements{"C", "D "});
    CHECK(split_statements("-- only; this").empty());
    CHECK(split_statements("A -- it's\n+1; B") == Statements{"A \n+1", "B"});
    CHECK(split_statements("A - -1; B") == Statements{"A - -1", "B"});
    CHECK(split_statements("# a; b\nC; D") == Statements{"C", "D"});
    CHECK(split_statements("A /* b; it's */ C; D") == Statements{"A  C", "D"});
    CHECK(split_statements("--\nA; B") == Statements{"A", "B"});
}

TEST_CASE("db/split_statements: a text that never ends is one statement, not two") {
    CHECK(split_statements("A 'b; c").size() == 1);
    CHECK(split_statements("A /* b; c").size() == 1);
}

TEST_CASE("db/split_statements: the project's own migrations are whole statements") {
    const auto migrations = read_migrations(SQL_FOLDER);
    REQUIRE(migrations.ok());
    CHECK(migrations.value().size() >= 3);
    for (const auto& migration : migrations.value()) {
        CAPTURE(migration.name);
        const auto statements = split_statements(migration.sql);
        CHECK_FALSE(statements.empty());
        for (const std::string& statement : statements) {
            CAPTURE(statement);
            // A trigger's body has semicolons: only as a text it is one statement.
            CHECK((statement.starts_with("CREATE TABLE ") ||
                   statement.starts_with("INSERT INTO ") || statement.starts_with("UPDATE ") ||
                   statement.starts_with("ALTER TABLE ") ||
                   statement.starts_with("EXECUTE IMMEDIATE \"CREATE OR REPLACE TRIGGER ")));
        }
    }
}

TEST_CASE("db/read_migrations: numbered files in order, others are left alone") {
    const TemporaryFolder folder;
    folder.write("0002_b.sql", "B");
    folder.write("0001_a.sql", "A");
    folder.write("README.md", "not one");
    CHECK(names(folder) == "0001_a 0002_b");
    const auto migrations = read_migrations(folder.path());
    CHECK(migrations.value()[1].number == 2);
    CHECK(migrations.value()[1].sql == "B");
}

TEST_CASE("db/read_migrations: a gap, a double and a file without a number are told") {
    const TemporaryFolder folder;
    folder.write("0001_a.sql", "A");
    folder.write("0003_c.sql", "C");
    CHECK(says(names(folder), "migration 2 is missing or stands twice (0003_c)"));
    folder.write("0002_b.sql", "B");
    CHECK(names(folder) == "0001_a 0002_b 0003_c");
    folder.write("0002_again.sql", "B");
    CHECK(says(names(folder), "migration 3 is missing or stands twice"));
    std::filesystem::remove(folder.path("0002_again.sql"));
    folder.write("draft.sql", "D");
    CHECK(says(names(folder), "(draft)"));
}

TEST_CASE("db/read_migrations: no folder, no file and what is no file are errors") {
    const TemporaryFolder folder;
    CHECK(says(names(folder), "no migrations"));
    const auto missing = read_migrations(folder.path("missing"));
    REQUIRE_FALSE(missing.ok());
    CHECK(says(missing.error().what, "read migrations in"));
    std::filesystem::create_directory(folder.path("0001_a.sql"));
    CHECK(says(names(folder), "0001_a.sql"));
}
