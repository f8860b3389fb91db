#include <doctest/doctest.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "test/unit/squareoff/conversation.h"

namespace {

std::vector<std::filesystem::path> scenario_files() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{SQUAREOFF_SCENARIOS}) {
        if (entry.path().extension() == ".txt") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// "" where all of it came true, else what did not.
std::string problem_of(const std::filesystem::path& path) {
    squareoff::test::Conversation conversation;
    std::ifstream file{path};
    int number = 0;
    std::string line;
    try {
        while (std::getline(file, line)) {
            ++number;
            conversation.say(line);
        }
        line = "at the end";
        conversation.finish();
    } catch (const std::exception& problem) {
        return "line " + std::to_string(number) + ": " + line + "\n  " + problem.what();
    }
    return number == 0 ? "cannot be read" : "";
}

}  // namespace

TEST_CASE("squareoff/scenarios: conversations come true") {
    const auto files = scenario_files();
    REQUIRE(files.size() >= 25);
    for (const auto& path : files) {
        SUBCASE(path.stem().c_str()) { CHECK_EQ(problem_of(path), ""); }
    }
}

TEST_CASE("squareoff/scenarios: what does not come true is told") {
    squareoff::test::Conversation conversation;
    conversation.say("INSTRUMENT SBIN last=100");
    conversation.say("POSITION SBIN MIS 10");
    conversation.say("> EXIT c1");
    CHECK_THROWS(conversation.say("< e1 sell SBIN 11 at 98.00 ioc"));
    CHECK_THROWS(conversation.say("= c1 done"));
    CHECK_THROWS(conversation.say("> LOOK"));  // an order is planned that nobody expected
    conversation.say("< e1 sell SBIN 10 at 98.00 ioc");
    CHECK_NOTHROW(conversation.say("> LOOK"));
}
