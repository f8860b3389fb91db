#include "common/http/port_file.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace {

struct Folder {
    Folder() : path{"/tmp/backstop_port_file_" + std::to_string(::getpid())} {
        std::filesystem::create_directory(path);
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path;
};

std::string content(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("http/port_file: replaces what was there, and leaves nothing else behind") {
    const Folder folder;
    const std::string path = folder.path + "/port";
    std::ofstream{path} << "a much longer old content\n";
    REQUIRE(http::write_port_file(path, 4711).ok());
    CHECK(content(path) == "4711\n");
    CHECK(std::distance(std::filesystem::directory_iterator{folder.path}, {}) == 1);
}

TEST_CASE("http/port_file: no path, no file") { CHECK(http::write_port_file("", 1).ok()); }

TEST_CASE("http/port_file: says what it could not write") {
    const Folder folder;
    std::filesystem::create_directory(folder.path + "/taken");
    const base::Status status = http::write_port_file(folder.path + "/taken", 1);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == base::Errc::Fatal);
    CHECK(status.error().what == "write port file " + folder.path + "/taken: Is a directory");
    CHECK(std::distance(std::filesystem::directory_iterator{folder.path}, {}) == 1);
}
