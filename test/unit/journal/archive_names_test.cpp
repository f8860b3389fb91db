#include "common/journal/archive_names.h"

#include <doctest/doctest.h>

#include "test/unit/journal/archive_folder.h"

TEST_CASE("names: made and read back") {
    const journal::ArchiveName name{20260803, 12};
    CHECK(journal::file_name(name) == "journal-20260803-012.bsa");
    CHECK(journal::parse_file_name("journal-20260803-012.bsa") == name);
    CHECK(journal::file_name({20260803, 123'456}) == "journal-20260803-123456.bsa");
    CHECK(journal::parse_file_name("journal-20260803-123456.bsa") ==
          journal::ArchiveName{20260803, 123'456});
}

TEST_CASE("names: others are not ours") {
    for (const char* other :
         {"", "journal-20260803-01.bsa", "journal-20260803-0012.bsa",
          "journal-20260803-1234567.bsa", "journal-2026080x-000.bsa", "journal-20260803-000.bsb",
          "journal-20260803_000.bsa", "journal-+2608033-000.bsa", "xournal-20260803-000.bsa"}) {
        CHECK_MESSAGE(!journal::parse_file_name(other), other);
    }
}

TEST_CASE("names: a folder is told in the order of day and number") {
    const ArchiveFolder folder;
    for (const char* name : {"journal-20260804-000.bsa", "journal-20260803-001.bsa",
                             "journal-20260803-000.bsa", "journal.txt"}) {
        ArchiveFolder::write(folder.file(name), "");
    }
    const auto names = journal::list_archives(folder.path());
    REQUIRE(names.ok());
    CHECK(names.value() ==
          std::vector<journal::ArchiveName>{{20260803, 0}, {20260803, 1}, {20260804, 0}});
    CHECK_FALSE(journal::list_archives(folder.path() + "/none").ok());
}
