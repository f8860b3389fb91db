#include "producers/ctl/migrations_folder.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

namespace fs = std::filesystem;

namespace {

// A folder of the test's own, gone at its end.
struct Root {
    Root() { fs::create_directories(path); }
    ~Root() { fs::remove_all(path); }
    [[nodiscard]] std::string made(const char* folder) const {
        fs::create_directories(path / folder);
        return (path / folder).string();
    }
    const fs::path path =
        fs::temp_directory_path() / ("migrations_folder_test-" + std::to_string(getpid()));
};

}  // namespace

TEST_CASE("ctl/migrations_folder: above the program, whatever folder a person stands in") {
    const Root root;
    const std::string program = root.made("build/release/producers/ctl") + "/backstopctl";
    CHECK_EQ(ctl::migrations_folder_of(program, "/built/sql"), "/built/sql");
    const std::string sources = root.made("schemas/sql");
    CHECK_EQ(ctl::migrations_folder_of(program, "/built/sql"), sources);
}

TEST_CASE("ctl/migrations_folder: an installation's, beside the folder of its programs") {
    const Root root;
    const std::string program = root.made("usr/bin") + "/backstopctl";
    const std::string shared = root.made("usr/share/backstop/sql");
    CHECK_EQ(ctl::migrations_folder_of(program, "/built/sql"), shared);
}
