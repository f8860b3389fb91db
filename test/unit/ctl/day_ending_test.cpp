#include "producers/ctl/days/day_ending.h"

#include <doctest/doctest.h>

using ctl::Ending;

namespace {

bool ending_has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Ending ending_of(int64_t out) {
    ctl::ListedCommand command;
    command.id = "c-1";
    return {12'000, 3, out, {{command, 3, out}}};
}

}  // namespace

TEST_CASE("ctl/day_ending: every command is counted, however few are shown") {
    const std::string text = ctl::ending_text(ending_of(0));
    CHECK(ending_has(text, "commands that go on: 12000; of their orders 3 are not sent"));
    CHECK(ending_has(text, "and 11999 more: --json"));
    CHECK(ending_has(text, "ends: day: over"));
    CHECK_FALSE(ending_has(text, "in doubt"));
    CHECK(ctl::ending_text({}) == "no command goes on\n");
}

TEST_CASE("ctl/day_ending: what is out ends by what a source has told, not by the clock") {
    const std::string text = ctl::ending_text(ending_of(2));
    CHECK_FALSE(ending_has(text, "at the latest"));
    CHECK(ending_has(text,
                     "not before a source that reports our orders has told of a time 15 minutes"));
    CHECK(ending_has(text, "until then it is in doubt, or until a person resolves it"));
}
