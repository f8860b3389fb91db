#include "producers/console/assets.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using console::load_assets;

namespace {

// A folder that is gone with the test.
struct Folder {
    Folder() { std::filesystem::create_directory(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream{path + "/" + name} << text;
    }
    const std::string path = "/tmp/backstop_assets_" + std::to_string(::getpid());
};

}  // namespace

TEST_CASE("console/assets: files have the address of their name, and their kind") {
    const Folder folder;
    folder.write("index.html", "<p>");
    folder.write("a.js", "1");
    const auto assets = load_assets(folder.path);
    REQUIRE(assets.ok());
    CHECK(assets.value().size() == 2);
    CHECK(assets.value().at("/index.html").content_type == "text/html; charset=utf-8");
    CHECK(assets.value().at("/a.js").bytes == "1");
}

TEST_CASE("console/assets: a folder that is none, has no page or a strange file is refused") {
    CHECK(load_assets("/nonexistent").error().what ==
          "console.web_dir /nonexistent: No such file or directory");
    const Folder folder;
    CHECK(load_assets(folder.path).error().what.ends_with("no index.html in it"));
    folder.write("index.html", "");
    folder.write("run.sh", "");
    CHECK(load_assets(folder.path).error().what.ends_with("run.sh: of an unknown kind"));
}
