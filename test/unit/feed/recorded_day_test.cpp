#include "producers/feed/recorded_day.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "test/unit/db/temporary_folder.h"
#include "test/unit/events/make_event.h"
#include "test/unit/loop/run_until.h"

using feed::RecordedDay;
using feed::Source;

namespace {

std::string lines(int count) {
    std::string text;
    for (int i = 1; i <= count; ++i) {
        events::Event event = make_order();
        const std::string id = "E" + std::to_string(i);
        event.id = id;
        text += text_of(event) + "\n";
    }
    return text;
}

// What a source gave until it ended or failed.
struct Given {
    std::vector<std::string> ids;
    std::vector<std::string> refusals;
    std::string end;  // "ended", the problem, or "silent"
};

Given read_all(const std::string& path, uint64_t position = 0,
               uint32_t from_day = make_order().day) {
    loop::Loop loop;
    RecordedDay day{loop, path, kPartitions};
    Given given;
    given.end = "silent";
    const auto take = [&] {
        while (day.look() == Source::Look::Ready) {
            const feed::Record& record = day.front();
            if (record.refusal.empty()) {
                given.ids.emplace_back(record.event.id);
            } else {
                given.refusals.push_back(record.refusal);
            }
            day.pop();
        }
        if (day.look() == Source::Look::Ended) given.end = "ended";
        if (day.look() == Source::Look::Failed) given.end = day.problem();
    };
    day.start({from_day, position}, take);
    (void)test::run_until(loop, [&] { return given.end != "silent"; });
    return given;
}

Given read_text(const std::string& text, uint64_t position = 0) {
    const TemporaryFolder folder;
    folder.write("day", text);
    return read_all(folder.path("day"), position);
}

}  // namespace

TEST_CASE("feed/recorded_day: all lines in order, plain and packed") {
    const std::string text = lines(5000);
    events::Packer packer;
    for (const std::string& file : {text, packer.pack(text)}) {
        const Given given = read_text(file);
        CHECK(given.end == "ended");
        REQUIRE(given.ids.size() == 5000);
        CHECK(given.ids.front() == "E1");
        CHECK(given.ids.back() == "E5000");
        CHECK(given.refusals.empty());
    }
}

TEST_CASE("feed/recorded_day: from a position on, lines are left out, refused ones count") {
    CHECK(read_text(lines(5), 3).ids == std::vector<std::string>{"E4", "E5"});
    CHECK(read_text("not JSON\n" + lines(2), 2).ids == std::vector<std::string>{"E2"});
    CHECK(read_text(lines(5), 5).end == "ended");
    CHECK(read_text(lines(5), 99).ids.empty());
}

TEST_CASE("feed/recorded_day: bad lines are refused, good ones around them are taken") {
    const Given given = read_text(lines(1) + "\n{}\n" + lines(1) + "not JSON\n");
    CHECK(given.ids.size() == 2);
    CHECK(given.refusals.size() == 3);
    CHECK(given.end == "ended");
}

TEST_CASE("feed/recorded_day: the last line needs no line end; an empty day ends at once") {
    std::string text = lines(2);
    text.pop_back();
    CHECK(read_text(text).ids.size() == 2);
    CHECK(read_text("").end == "ended");
}

TEST_CASE("feed/recorded_day: a file that is not there is a failure, not the day's end") {
    CHECK(read_all("/does/not/exist").end.starts_with("open /does/not/exist"));
}

TEST_CASE("feed/recorded_day: a packed day that is cut short gives its whole lines, then fails") {
    events::Packer packer;
    const std::string packed = packer.pack(lines(20'000));
    const Given given = read_text(packed.substr(0, packed.size() - 10));
    CHECK(given.end.find("cut short") != std::string::npos);
    CHECK(given.refusals.empty());  // part of a line is no record: the mended file has it whole
    CHECK(given.ids.size() < 20'000);
}

TEST_CASE("feed/recorded_day: a damaged packed day fails behind its last whole line") {
    events::Packer packer;
    std::string packed = packer.pack(lines(20'000)) + packer.pack(lines(20'000));
    packed[packed.size() - 200] ^= 0x55;
    packed[packed.size() - 199] ^= 0x55;
    packed += "no frame at all";
    const Given given = read_text(packed);
    CHECK(given.end.find("zstd: ") != std::string::npos);
    CHECK(given.refusals.empty());
    CHECK(given.ids.size() >= 20'000);
}

TEST_CASE("feed/recorded_day: a line without end is a failure") {
    const Given given = read_text(lines(1) + std::string(3 << 20, 'x') + "\n" + lines(1));
    CHECK(given.end.find("a line of over 1 MiB") != std::string::npos);
    CHECK(given.ids.size() == 1);
}

TEST_CASE("feed/recorded_day: a position of another day skips nothing") {
    const TemporaryFolder folder;
    folder.write("day", lines(5));
    const std::string path = folder.path() + "/day";
    CHECK(read_all(path, 3).ids == std::vector<std::string>{"E4", "E5"});
    CHECK(read_all(path, 3, make_order().day + 1).ids.size() == 5);
}
