#include "common/log/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
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

// What waits in a pipe.
std::string drained(int pipe) {
    std::string text;
    std::array<char, 4096> piece{};
    pollfd descriptor{.fd = pipe, .events = POLLIN, .revents = 0};
    while (::poll(&descriptor, 1, 0) > 0) {
        const ssize_t length = ::read(pipe, piece.data(), piece.size());
        if (length <= 0) break;
        text.append(piece.data(), static_cast<size_t>(length));
    }
    return text;
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

TEST_CASE("log/log: nobody reads: no thread waits, and the lost lines are counted afterwards") {
    logging::start("ledger", logging::Level::Info);
    std::array<int, 2> pipe{};
    REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
    const int saved = ::dup(STDERR_FILENO);
    ::dup2(pipe[1], STDERR_FILENO);
    const std::string long_text(3000, 'x');
    constexpr int kLines = 1000;  // 3 MB; a pipe holds 64 KiB
    for (int i = 0; i < kLines; ++i)
        logging::info("flood", {{"text", long_text}, {"again", long_text}});
    const std::string kept = drained(pipe[0]);
    logging::info("after");
    const std::string rest = drained(pipe[0]);
    ::dup2(saved, STDERR_FILENO);
    for (const int descriptor : {saved, pipe[0], pipe[1]}) ::close(descriptor);

    const auto lines = lines_of(kept + rest);
    REQUIRE(lines.size() >= 3);
    const std::string& after = lines.back();
    const std::string& lost = lines[lines.size() - 2];
    CHECK(after.ends_with(R"("message":"after"})"));
    auto whole = std::count_if(lines.begin(), lines.end() - 2,
                               [](const std::string& line) { return line.ends_with('}'); });
    CHECK(lost.ends_with("\"lines\":" + std::to_string(kLines - whole) + "}"));
    CHECK(whole > 5);
}

TEST_CASE("log/log: a command that was silenced writes no line, not even an error") {
    const std::string text = written_by([] {
        logging::silence();
        logging::error("nobody is to read this");
    });
    CHECK(text.empty());
    logging::start("ledger", logging::Level::Debug);
    CHECK_FALSE(written_by([] { logging::error("and this"); }).empty());
}
