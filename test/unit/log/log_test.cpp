#include "common/log/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

// What `work` writes to standard error, which is put back afterwards.
std::string written_by(const std::function<void()>& work) {
    std::array<char, 32> path{"/tmp/backstop_log_XXXXXX"};
    const int file = ::mkstemp(path.data());
    REQUIRE(file >= 0);
    ::unlink(path.data());
    const int saved = ::dup(STDERR_FILENO);
    ::dup2(file, STDERR_FILENO);
    work();
    ::dup2(saved, STDERR_FILENO);
    ::close(saved);
    std::string text(static_cast<size_t>(::lseek(file, 0, SEEK_END)), '\0');
    const ssize_t length = ::pread(file, text.data(), text.size(), 0);
    ::close(file);
    REQUIRE(length == static_cast<ssize_t>(text.size()));
    return text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream{text};
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

}  // namespace

TEST_CASE("log/log: one line for each call, with level and service") {
    logging::start("ledger", logging::Level::Debug);
    const auto lines = lines_of(written_by([] {
        logging::debug("one");
        logging::info("two", {{"part", 3}});
        logging::warn("three");
        logging::error("four", {{"reason", "gone"}});
    }));
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].ends_with(R"("level":"debug","service":"ledger","message":"one"})"));
    CHECK(lines[1].ends_with(R"("level":"info","service":"ledger","message":"two","part":3})"));
    CHECK(lines[2].ends_with(R"("level":"warn","service":"ledger","message":"three"})"));
    CHECK(lines[3].ends_with(
        R"("level":"error","service":"ledger","message":"four","reason":"gone"})"));
}

TEST_CASE("log/log: writes nothing below the level") {
    logging::start("ledger", logging::Level::Warn);
    const auto lines = lines_of(written_by([] {
        logging::info("not this");
        logging::warn("this");
    }));
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("\"this\"") != std::string::npos);
}

TEST_CASE("log/log: braces are not a format") {
    logging::start("ledger", logging::Level::Info);
    const std::string text = written_by([] { logging::info("set {} and {0:x}"); });
    CHECK(text.find(R"("message":"set {} and {0:x}"})") != std::string::npos);
}

TEST_CASE("log/log: lines of several threads do not mix") {
    logging::start("ledger", logging::Level::Info);
    const auto lines = lines_of(written_by([] {
        const auto many = [] {
            for (int i = 0; i < 500; ++i) logging::info("busy", {{"text", std::string(100, 'x')}});
        };
        std::thread first{many};
        std::thread second{many};
        first.join();
        second.join();
    }));
    CHECK(lines.size() == 1000);
    for (const std::string& line : lines)
        REQUIRE((line.starts_with("{\"time\"") && line.ends_with("x\"}")));
}

TEST_CASE("log/log: knows its levels and no others") {
    CHECK(logging::parse_level("debug") == logging::Level::Debug);
    CHECK(logging::parse_level("error") == logging::Level::Error);
    CHECK_FALSE(logging::parse_level("INFO").has_value());
    CHECK_FALSE(logging::parse_level("").has_value());
}
