#include "common/service/startup.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>

namespace {

struct File {
    static constexpr const char* kPath = "startup_test.toml";
    explicit File(const std::string& text) { std::ofstream{kPath} << text; }
    ~File() { std::remove(kPath); }
};

}  // namespace

TEST_CASE("service/startup: a service listens on the loopback, or where it is told") {
    {
        const File file{""};
        CHECK(service::Startup{"test", File::kPath}.http().address == "127.0.0.1");
    }
    for (const char* address : {"10.1.2.3", "::1", "0.0.0.0"}) {
        const File file{std::string{"[http]\naddress = \""} + address + "\"\n"};
        service::Startup startup{"test", File::kPath};
        CHECK(startup.http().address == address);
        CHECK(startup.problems().empty());
    }
}

TEST_CASE("service/startup: an address that is none is told with its key") {
    const File file{"[http]\naddress = \"everywhere\"\n"};
    service::Startup startup{"test", File::kPath};
    (void)startup.http();
    const auto problems = startup.problems();
    REQUIRE(problems.size() == 1);
    CHECK(problems.front().find("http.address") != std::string::npos);
}
