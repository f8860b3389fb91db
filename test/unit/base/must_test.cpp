#include "common/base/must.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <string>

namespace {

struct End {
    int signal = 0;
    std::string said;
};

// How a child process ends that breaks a precondition.
End end_of_broken_child() {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGABRT, SIG_DFL);  // not the test framework's handler
        ::dup2(pipe[1], STDERR_FILENO);
        base::must(false);
        ::_exit(0);
    }
    ::close(pipe[1]);
    End end;
    std::array<char, 512> bytes{};
    for (ssize_t length = 0; (length = ::read(pipe[0], bytes.data(), bytes.size())) > 0;) {
        end.said.append(bytes.data(), static_cast<size_t>(length));
    }
    ::close(pipe[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return end;
}

}  // namespace

TEST_CASE("base/must: a true condition passes") { base::must(true); }

TEST_CASE("base/must: a false condition aborts with file and line") {
    const End end = end_of_broken_child();
    CHECK(end.signal == SIGABRT);
    CHECK(end.said.find("must_test.cpp:") != std::string::npos);
}
