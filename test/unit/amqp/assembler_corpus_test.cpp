// Replays what the fuzzer starts from and what it has found.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "test/fuzz/amqp_assembler_property.h"

TEST_CASE("amqp/assembler: the fuzzer's corpus decodes the same however it is cut") {
    int files = 0;
    int decoded = 0;
    for (const auto& entry : std::filesystem::directory_iterator{AMQP_CORPUS}) {
        std::ifstream file{entry.path(), std::ios::binary};
        std::string bytes(static_cast<size_t>(entry.file_size()), '\0');
        file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        REQUIRE(file.good());
        CAPTURE(entry.path().string());
        const std::string text = check_assembler(bytes);
        ++files;
        decoded += text.empty() || text == "error\n" ? 0 : 1;
    }
    CHECK(files >= 8);
    CHECK(decoded >= 4);  // else the corpus would not reach beyond the first frame
}
