// Nothing lost and nothing twice, whenever the writer ends.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "test/unit/archive/day_files_words.h"
#include "test/unit/seed.h"

namespace {

// The end came behind `durable`: of what was written since some files have all, some a part, some
// nothing but their header, which is on the disk before anything else is done.
void cut_behind(const Sizes& durable, const std::string& folder, std::mt19937_64& random) {
    for (const auto& [path, bytes] : sizes(folder)) {
        const auto before = durable.find(path);
        const uint64_t least = before == durable.end()
                                   ? std::min<uint64_t>(journal::kFileHeaderBytes, bytes)
                                   : std::min(before->second, bytes);
        const uint64_t kept[] = {least, least + random() % (bytes - least + 1), bytes};
        std::filesystem::resize_file(path, kept[random() % 3]);
    }
}

}  // namespace

TEST_CASE("archive/day_files: killed between the files of two days, a start fills the other one") {
    for (const uint32_t lost : {20260803u, 20260804u}) {
        for (const bool begun : {true, false}) {  // whether the other file had a record
            CAPTURE(lost);
            CAPTURE(begun);
            const ArchiveFolder folder;
            const std::string path =
                folder.path() + "/journal-" + std::to_string(lost) + "-000.bsa";
            {
                DayFiles files = open_files(folder.path());
                if (begun) add(files, 0, lost);
                REQUIRE(files.flush().ok());
                const uint64_t bytes =
                    begun ? std::filesystem::file_size(path) : journal::kFileHeaderBytes;
                add(files, 1, Days{20260803, 20260804});
                add(files, 2, Days{20260803, 20260804});
                REQUIRE(files.flush().ok());
                std::filesystem::resize_file(path, bytes);
            }
            DayFiles files = open_files(folder.path());
            CHECK(add(files, 2, Days{20260803, 20260804}, kNow, true) == DayFiles::Added::Repeated);
            CHECK(add(files, 1, Days{20260803, 20260804}, kNow, true) == DayFiles::Added::Repeated);
            REQUIRE(files.flush().ok());
            const auto found = messages_in(folder.path());
            for (const int64_t id : {1, 2}) {
                CHECK(found.at(id).at(20260803).size() == 1);
                CHECK(found.at(id).at(20260804) == found.at(id).at(20260803));
            }
        }
    }
}

TEST_CASE("archive/day_files: what a damaged file lacks goes into the next one of its day") {
    const ArchiveFolder folder;
    const std::string path = folder.path() + "/journal-20260804-000.bsa";
    {
        DayFiles files = open_files(folder.path());
        add(files, 0, 20260804);
        REQUIRE(files.flush().ok());
        const uint64_t bytes = std::filesystem::file_size(path);
        add(files, 1, Days{20260803, 20260804});
        REQUIRE(files.flush().ok());
        std::filesystem::resize_file(path, bytes);
    }
    std::string bytes = ArchiveFolder::bytes_of(path);
    bytes[journal::kFileHeaderBytes + 3] ^= 4;
    ArchiveFolder::write(path, bytes);
    DayFiles files = open_files(folder.path());
    const Told told = read_archive(folder.path() + "/journal-20260804-001.bsa");
    REQUIRE(told.records.size() == 1);
    CHECK(id_of(told.records[0]) == 1);
    CHECK(files.next() == told.records[0].offset + 1);
    CHECK(files.complete_to() == told.records[0].offset);
}

// A process may end anywhere: what a flush has returned from stays, and of what came behind it any
// beginning may, of each file another. The broker delivers again what was not acknowledged, and
// that is acknowledged when a flush has returned.
TEST_CASE("archive/day_files: ended at random moments, nothing is lost and nothing twice") {
    const auto days_of = [](int64_t id) {
        const auto day = [](int64_t number) {
            return 20260803 + static_cast<uint32_t>(number % 3);
        };
        return id % 3 == 0 ? Days{day(id * 7919), day(id * 7919 + 1 + id % 2)}
                           : Days{day(id * 7919)};
    };
    const Seeds chosen = seeds(12);
    for (uint64_t seed = chosen.first; seed <= chosen.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        const ArchiveFolder folder;
        constexpr int64_t kMessages = 250;
        int64_t acknowledged = 0;  // messages
        int64_t delivered = 0;
        while (acknowledged < kMessages) {
            Sizes durable = sizes(folder.path());
            {
                // Some blocks are written before their flush.
                DayFiles files = open_files(
                    folder.path(), {.descriptors_max = random() % 4, .waiting_bytes_max = 4'000});
                if (random() % 3 != 0) {  // else it ends while it finishes what was begun
                    durable = sizes(folder.path());
                    const int64_t to = std::min<int64_t>(
                        kMessages, acknowledged + static_cast<int64_t>(random() % 90));
                    for (int64_t id = acknowledged; id < to; ++id) {
                        add(files, id, days_of(id), kNow, id < delivered);
                        delivered = std::max(delivered, id + 1);
                        if (random() % 8 != 0 && id + 1 < kMessages) continue;
                        REQUIRE(files.flush().ok());
                        durable = sizes(folder.path());
                        if (random() % 2 == 0) acknowledged = id + 1;
                    }
                }
            }
            cut_behind(durable, folder.path(), random);
        }
        const auto found = messages_in(folder.path());
        REQUIRE(found.size() == kMessages);
        for (const auto& [id, days] : found) {
            REQUIRE(days.size() == days_of(id).size());
            for (const auto& [day, numbers] : days) {
                REQUIRE(days_of(id).contains(day));
                REQUIRE(numbers.size() == 1);
                REQUIRE(numbers == days.begin()->second);
            }
        }
    }
}
