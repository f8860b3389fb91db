#include "common/typed/nearest.h"

#include <doctest/doctest.h>

namespace {

const std::vector<std::string> kNames{"status", "site", "queues", "lag", "dlq", "day"};

}  // namespace

TEST_CASE("typed/nearest: one or two letters wrong, swapped, left out or too many") {
    CHECK_EQ(typed::nearest("statuss", kNames), "status");
    CHECK_EQ(typed::nearest("sttaus", kNames), "status");
    CHECK_EQ(typed::nearest("staus", kNames), "status");
    CHECK_EQ(typed::nearest("quues", kNames), "queues");
    CHECK_EQ(typed::nearest("dql", kNames), "dlq");
    CHECK_EQ(typed::nearest("--acount", {"--account", "--config"}), "--account");
    CHECK_EQ(typed::nearest("-json", {"--json"}), "--json");
}

TEST_CASE("typed/nearest: what is far is not guessed") {
    CHECK_EQ(typed::nearest("bogus", kNames), "");
    CHECK_EQ(typed::nearest("bogus", {"logs"}), "");  // two of five letters
    CHECK_EQ(typed::nearest("doq", {"day"}), "");     // two of three letters
    CHECK_EQ(typed::nearest("--partition", {"--config", "--json", "--help"}), "");
    CHECK_EQ(typed::nearest("", kNames), "");
    CHECK_EQ(typed::nearest(std::string(1'000, 's'), kNames), "");
}

TEST_CASE("typed/nearest: the beginning of one alone") {
    CHECK_EQ(typed::nearest("que", kNames), "queues");
    CHECK_EQ(typed::nearest("stat", {"start", "status"}), "status");
    CHECK_EQ(typed::nearest("comp", {"completion", "compare"}), "");
}
