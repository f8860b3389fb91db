#include "producers/replay/archives.h"

#include <doctest/doctest.h>

#include "test/unit/holds.h"
#include "test/unit/journal/archive_folder.h"

using replay::Archives;
using replay::choose_archives;

namespace {

constexpr uint32_t kDay = 20260803;

// A closed file of records with these offsets.
void write_part(const std::string& path, int64_t first, int64_t end, bool close = true) {
    journal::ArchiveWriter writer = new_writer(path, first);
    for (int64_t offset = first; offset < end; ++offset) {
        writer.add(trade(offset), {1000 + offset, 2000 + offset});
    }
    base::must(writer.flush(end - 1).ok());
    if (close) base::must(writer.close().ok());
}

// Why they are refused; "" where they are not.
std::string refused(const std::vector<std::string>& paths, bool take_open = false,
                    uint32_t day = kDay) {
    const auto chosen = choose_archives(paths, day, take_open);
    return chosen.ok() ? "" : chosen.error().what;
}

}  // namespace

TEST_CASE("archives: the files of a day, named one by one or by their folder") {
    const ArchiveFolder folder;
    const std::string one = folder.file();
    const std::string two = folder.file("journal-20260803-001.bsa");
    write_part(one, 10, 20);
    write_part(two, 20, 30);
    CHECK(refused({one, two}).empty());
    const auto chosen = choose_archives({folder.path() + "/20260803"}, kDay, false);
    REQUIRE(chosen.ok());
    CHECK(chosen.value() == std::vector<std::string>{one, two});
    Archives all{chosen.value(), 15};
    const Told told = told_by(all);
    CHECK(told.error.empty());
    REQUIRE(told.records.size() == 15);
    CHECK(told.records.front().offset == 15);
    CHECK(told.records.back().offset == 29);
}

TEST_CASE("archives: what is not the whole day in its order is refused with file and byte") {
    const ArchiveFolder folder;
    const std::string one = folder.file();
    const std::string two = folder.file("journal-20260803-001.bsa");
    const std::string three = folder.file("journal-20260803-002.bsa");
    write_part(one, 10, 20);
    write_part(two, 20, 30);
    write_part(three, 30, 40);
    CHECK(holds(refused({two, one}), one + ": byte 0: it begins at offset 10, and " + two));
    CHECK(holds(refused({one, one}), "wrong order"));
    CHECK(holds(refused({one, three}), three + ": byte 0: it is number 2 of the day, and " + one));
    CHECK(holds(refused({one}, false, 20260804), one + ": byte 0: it holds the day 20260803, not"));
    CHECK(holds(refused({folder.file("none.bsa")}), "none.bsa"));
    CHECK(holds(refused({folder.path() + "/20260804"}), "no archive of this day"));
}

TEST_CASE(
    "archives: a file without its end is taken only as the last one, and where it is wanted") {
    const ArchiveFolder folder;
    const std::string one = folder.file();
    const std::string two = folder.file("journal-20260803-001.bsa");
    write_part(one, 10, 20, false);
    write_part(two, 20, 30, false);
    const std::string size = std::to_string(ArchiveFolder::bytes_of(one).size());
    CHECK(holds(refused({one}), one + ": byte " + size + ": it ends without an index"));
    CHECK(refused({one}, true).empty());
    CHECK(holds(refused({one, two}, true), "another file follows"));
}

TEST_CASE("archives: offsets that were lost make the files no whole day") {
    const ArchiveFolder folder;
    for (const bool close : {true, false}) {
        const std::string path = folder.file(close ? "closed.bsa" : "open.bsa");
        journal::ArchiveWriter writer = new_writer(path);
        writer.add(trade(0), {1, 2});
        base::must(writer.flush(0).ok());
        base::must(writer.mark_gap(1, 4, 4).ok());
        writer.add(trade(5), {1, 2});
        base::must(writer.flush(5).ok());
        if (close) base::must(writer.close().ok());
        std::string why = refused({path}, true);
        if (!close) {
            CHECK(why.empty());
            Archives source{{path}, 0};
            why = told_by(source).error;
        }
        CHECK(holds(why, path + ": block "));
        CHECK(holds(why, "the offsets from 1 to 4 were lost"));
    }
}
