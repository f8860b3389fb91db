#include "producers/venue/journal/journal.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

#include "test/support/venue/running_venue.h"

using venue::Journal;

namespace {

std::string read_file(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_file(const std::string& path, const std::string& bytes) {
    std::ofstream{path, std::ios::binary} << bytes;
}

// What the journal holds, or why it cannot be opened.
struct Opened {
    std::vector<std::string> records;
    std::string problem;
    int64_t torn = 0;
};

Opened open(const std::string& path) {
    Opened opened;
    Journal journal{{path, false}};
    const auto done = journal.open([&](std::string_view record) -> base::Status {
        opened.records.emplace_back(record);
        return base::Unit{};
    });
    if (!done.ok()) opened.problem = done.error().what;
    opened.torn = journal.torn_bytes();
    return opened;
}

void write(const std::string& path, const std::vector<std::string>& records) {
    Journal journal{{path, true}};
    REQUIRE(journal.open([](std::string_view) -> base::Status { return base::Unit{}; }).ok());
    for (const std::string& record : records) journal.append(record);
    REQUIRE(journal.flush().ok());
}

struct Place {
    test::TempFolder folder;
    std::string path = folder.path / "day" / "journal";
};

}  // namespace

TEST_CASE("venue/journal: gives back what was written, over several openings") {
    const Place place;
    write(place.path, {"one", "two"});
    write(place.path, {"three"});
    CHECK_EQ(open(place.path).records, std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("venue/journal: what was not flushed is not there") {
    const Place place;
    {
        Journal journal{{place.path, false}};
        REQUIRE(journal.open([](std::string_view) -> base::Status { return base::Unit{}; }).ok());
        journal.append("lost");
    }
    CHECK(open(place.path).records.empty());
}

TEST_CASE("venue/journal: cut anywhere, it holds the records before the cut and goes on") {
    const Place place;
    write(place.path, {"one", "two", std::string(3000, 'x')});
    const std::string whole = read_file(place.path);
    for (size_t size = 0; size < whole.size(); ++size) {
        write_file(place.path, whole.substr(0, size));
        const Opened cut = open(place.path);
        REQUIRE_EQ(cut.problem, "");
        REQUIRE_LT(cut.records.size(), 3);
        write(place.path, {"next"});
        REQUIRE_EQ(open(place.path).records.back(), "next");
        REQUIRE_EQ(open(place.path).records.size(), cut.records.size() + 1);
    }
}

TEST_CASE("venue/journal: a damaged byte before the end is refused, with its place") {
    const Place place;
    write(place.path, {"one", "two"});
    std::string bytes = read_file(place.path);
    bytes[17 + 8] = 'X';  // of the first record, behind the head and its frame
    write_file(place.path, bytes);
    CHECK_NE(open(place.path).problem.find("damaged at byte 17"), std::string::npos);
}

TEST_CASE("venue/journal: zeros at the end are what the machine had not written") {
    const Place place;
    write(place.path, {"one"});
    write_file(place.path, read_file(place.path) + std::string(4096, '\0'));
    const Opened opened = open(place.path);
    CHECK_EQ(opened.records, std::vector<std::string>{"one"});
    CHECK_EQ(opened.torn, 4096);
}

TEST_CASE("venue/journal: another file is not taken for a journal") {
    const Place place;
    std::filesystem::create_directories(place.folder.path / "day");
    write_file(place.path, "something else altogether");
    CHECK_NE(open(place.path).problem, "");
    CHECK_EQ(read_file(place.path), "something else altogether");
}

TEST_CASE("venue/journal: many records pass the reading buffer's border whole") {
    const Place place;
    std::vector<std::string> records;
    for (int i = 0; i < 900; ++i) records.push_back(std::to_string(i) + std::string(5000, 'r'));
    write(place.path, records);
    CHECK(open(place.path).records == records);
}

TEST_CASE("venue/journal: what the reader refuses stops the opening") {
    const Place place;
    write(place.path, {"one"});
    Journal journal{{place.path, false}};
    const auto refused = journal.open([](std::string_view) -> base::Status {
        return base::Error{base::Errc::Fatal, "another day"};
    });
    REQUIRE_FALSE(refused.ok());
    CHECK_EQ(refused.error().what, "another day");
}
