#include "consumers/archive/retention.h"

#include <doctest/doctest.h>

using archive::KeptFile;

namespace {

const std::vector<KeptFile> kFiles{{{20260803, 0}, 100, true},
                                   {{20260803, 1}, 10, true},
                                   {{20260804, 0}, 100, true},
                                   {{20260805, 0}, 100, false},
                                   {{20260806, 0}, 100, false}};

std::vector<journal::ArchiveName> gone(const std::vector<KeptFile>& files, int64_t days,
                                       int64_t bytes, uint32_t open_day = 20260806) {
    std::vector<journal::ArchiveName> names;
    for (const KeptFile& file : archive::to_remove(files, {days, bytes, open_day})) {
        names.push_back(file.name);
    }
    return names;
}

using Names = std::vector<journal::ArchiveName>;

}  // namespace

TEST_CASE("archive/retention: without a limit nothing goes") {
    CHECK(gone(kFiles, 0, 0).empty());
    CHECK(gone({}, 1, 1).empty());
}

TEST_CASE("archive/retention: days beyond the newest ones go, all their files") {
    CHECK(gone(kFiles, 3, 0) == Names{{20260803, 0}, {20260803, 1}});
    CHECK(gone(kFiles, 4, 0).empty());
}

TEST_CASE("archive/retention: the oldest go until the rest is small enough") {
    CHECK(gone(kFiles, 0, 410).empty());
    CHECK(gone(kFiles, 0, 409) == Names{{20260803, 0}});
    CHECK(gone(kFiles, 0, 309) == Names{{20260803, 0}, {20260803, 1}});
}

TEST_CASE("archive/retention: neither open files nor those of the newest day go") {
    CHECK(gone(kFiles, 1, 1) == Names{{20260803, 0}, {20260803, 1}, {20260804, 0}});
    CHECK(gone({{{20260806, 0}, 100, true}}, 1, 1).empty());
}

TEST_CASE("archive/retention: an event of any later date makes no day old") {
    const std::vector<KeptFile> files{{{20260804, 0}, 100, true},
                                      {{20260805, 0}, 100, true},
                                      {{20260806, 0}, 100, true},
                                      {{20260807, 0}, 1, true},
                                      {{20990101, 0}, 1, true}};
    CHECK(gone(files, 1, 0) == Names{{20260804, 0}, {20260805, 0}});
    CHECK(gone(files, 2, 0) == Names{{20260804, 0}});
    CHECK(gone(files, 0, 1) == Names{{20260804, 0}, {20260805, 0}});
    // The day is open and nothing of it has come yet.
    CHECK(gone({files.begin(), files.begin() + 2}, 1, 1) == Names{{20260804, 0}});
}

TEST_CASE("archive/retention: nothing goes while nobody says which day is open") {
    CHECK(gone(kFiles, 1, 1, 0).empty());
}
