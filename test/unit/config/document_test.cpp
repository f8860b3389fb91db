#include "common/config/document.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

using config::Document;
using config::Section;
using Texts = std::vector<std::string>;

namespace {

Document parsed(std::string_view text) {
    auto document = Document::parse(text, "x.toml");
    REQUIRE(document.ok());
    return std::move(document).value();
}

std::string parse_failure(std::string_view text) {
    const auto document = Document::parse(text, "x.toml");
    return document.ok() ? "" : document.error().what;
}

}  // namespace

TEST_CASE("config/document: gives what stands in the file") {
    Document document = parsed("[a]\nt = \"x\"\ni = -5\nf = true\nl = [\"p\", \"q\"]\n");
    Section a = document.section("a");
    CHECK(a.text("t", "") == "x");
    CHECK(a.required_text("t") == "x");
    CHECK(a.integer("i", 0, -5, 5) == -5);
    CHECK(a.flag("f", false));
    CHECK(a.texts("l", {}) == Texts{"p", "q"});
    CHECK(document.problems().empty());
}

TEST_CASE("config/document: gives defaults for what is missing, the section too") {
    Document document = parsed("");
    Section a = document.section("a");
    CHECK(a.text("t", "d") == "d");
    CHECK(a.integer("i", 7, 0, 9) == 7);
    CHECK(a.flag("f", true));
    CHECK(a.texts("l", {"d"}) == Texts{"d"});
    CHECK(document.problems().empty());
}

TEST_CASE("config/document: a wrong type gives the default and a problem with its line") {
    Document document = parsed("[a]\nt = 1\ni = \"1\"\nf = 0\nl = [\"p\", 2]\nm = \"p\"\n");
    Section a = document.section("a");
    CHECK(a.text("t", "d") == "d");
    CHECK(a.integer("i", 7, 0, 9) == 7);
    CHECK(a.flag("f", true));
    CHECK(a.texts("l", {"d"}) == Texts{"d"});
    CHECK(a.texts("m", {}).empty());
    CHECK(document.problems() == Texts{"a.t: must be a text in quotes, line 2 of x.toml",
                                       "a.i: must be an integer, 0 to 9, line 3 of x.toml",
                                       "a.f: must be true or false, line 4 of x.toml",
                                       "a.l: must be a list of texts in quotes, line 5 of x.toml",
                                       "a.m: must be a list of texts in quotes, line 6 of x.toml"});
}

TEST_CASE("config/document: a fraction is not an integer") {
    Document document = parsed("[a]\ni = 1.0\n");
    CHECK(document.section("a").integer("i", 7, 0, 9) == 7);
    CHECK(document.problems().size() == 1);
}

TEST_CASE("config/document: bounds are allowed, what lies outside is named with them") {
    Document document = parsed("[a]\nlow = 0\nhigh = 65536\nin = 1\n");
    Section a = document.section("a");
    CHECK(a.integer("low", 5, 1, 65535) == 5);
    CHECK(a.integer("high", 5, 1, 65535) == 5);
    CHECK(a.integer("in", 5, 1, 65535) == 1);
    CHECK(document.problems() == Texts{"a.low: 0 is outside 1 to 65535, line 2 of x.toml",
                                       "a.high: 65536 is outside 1 to 65535, line 3 of x.toml"});
}

TEST_CASE("config/document: a required text must be there and not be empty") {
    Document document = parsed("[a]\nempty = \"\"\nwrong = 1\n");
    Section a = document.section("a");
    CHECK(a.required_text("gone").empty());
    CHECK(a.required_text("empty").empty());
    CHECK(a.required_text("wrong").empty());
    CHECK(document.problems() == Texts{"a.gone: missing, in x.toml",
                                       "a.empty: must not be empty, line 2 of x.toml",
                                       "a.wrong: must be a text in quotes, line 3 of x.toml"});
}

TEST_CASE("config/document: reports what nobody asked for, in the order of lines") {
    Document document =
        parsed("stray = 1\n[ledger]\nprefetchh = 5\nprefetch = 5\n[legder]\nx = 1\n");
    CHECK(document.section("ledger").integer("prefetch", 1, 1, 9) == 5);
    CHECK(document.problems() == Texts{"stray: unknown key, line 1 of x.toml",
                                       "ledger.prefetchh: unknown key, line 3 of x.toml",
                                       "legder: unknown section, line 5 of x.toml"});
}

TEST_CASE("config/document: leaves another program's section alone") {
    Document document = parsed("[feed]\nx = 1\n[ledger]\ny = 2\n");
    document.ignore_section("feed");
    (void)document.section("ledger").integer("y", 0, 0, 9);
    CHECK(document.problems().empty());
}

TEST_CASE("config/document: a section that is a value is a problem, once") {
    Document document = parsed("amqp = 5\n");
    Section amqp = document.section("amqp");
    CHECK(amqp.text("user", "d") == "d");
    CHECK(amqp.text("vhost", "d") == "d");
    CHECK(document.problems() == Texts{"amqp: must be a section, [amqp], line 1 of x.toml"});
}

TEST_CASE("config/document: takes a problem that the caller found") {
    Document document = parsed("[log]\nlevel = \"loud\"\n");
    Section log = document.section("log");
    (void)log.text("level", "info");
    log.reject("level", "unknown level");
    CHECK(document.problems() == Texts{"log.level: unknown level, line 2 of x.toml"});
}

TEST_CASE("config/document: a section outlives a move of its document") {
    Document document = parsed("[a]\ni = 3\n");
    Section a = document.section("a");
    const Document moved = std::move(document);
    CHECK(a.integer("i", 0, 0, 9) == 3);
    CHECK(moved.problems().empty());
}

TEST_CASE("config/document: what is not TOML is invalid, with its line") {
    CHECK(parse_failure("[a]\nb = \n").find(", line 2 of x.toml") != std::string::npos);
    CHECK(parse_failure("[a]\nb = 1\nb = 2\n").find(", line 3 of x.toml") != std::string::npos);
    CHECK_FALSE(parse_failure("\xFF\xFE").empty());
}

TEST_CASE("config/document: loads a file, and says why it cannot") {
    const std::string path = "/tmp/backstop_config_" + std::to_string(::getpid()) + ".toml";
    std::ofstream{path} << "[a]\ni = 3\n";
    auto loaded = Document::load(path);
    std::remove(path.c_str());
    REQUIRE(loaded.ok());
    Document document = std::move(loaded).value();
    CHECK(document.section("a").integer("i", 0, 0, 9) == 3);
    const auto missing = Document::load(path);
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().what == "read " + path + ": No such file or directory");
    CHECK_FALSE(Document::load("/tmp").ok());
}

TEST_CASE(
    "config/document: a path counts from the folder of the file, absent and empty as a text") {
    auto loaded = config::Document::parse(
        "[a]\nnear = \"archive\"\nfar = \"/srv/archive\"\nempty = \"\"\n", "/etc/backstop/a.toml");
    config::Document document = std::move(loaded).value();
    config::Section a = document.section("a");
    CHECK(a.path("near", "") == "/etc/backstop/archive");
    CHECK(a.required_path("near") == "/etc/backstop/archive");
    CHECK(a.path("far", "") == "/srv/archive");
    CHECK(a.path("empty", "").empty());
    CHECK(a.path("gone", "").empty());
    CHECK(document.problems().empty());
    CHECK(a.required_path("gone").empty());
    CHECK(a.required_path("empty").empty());
    CHECK(document.problems().size() == 2);
}
