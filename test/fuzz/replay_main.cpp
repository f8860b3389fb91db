// Runs a fuzz target over the files of a folder, for builds without libFuzzer. A property that does
// not hold aborts; an empty or missing corpus is a failure too.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int count, char** arguments) {
    if (count != 2) {
        std::fprintf(stderr, "usage: %s CORPUS_FOLDER\n", arguments[0]);
        return 2;
    }
    int files = 0;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{arguments[1], error}) {
        std::ifstream file{entry.path(), std::ios::binary};
        std::ostringstream text;
        text << file.rdbuf();
        const std::string bytes = text.str();
        // Printed first: a crash then names its file.
        std::printf("%s\n", entry.path().filename().c_str());
        std::fflush(stdout);
        // A copy of exactly this size, so that a sanitizer sees the first byte too many.
        const std::vector<uint8_t> exact{bytes.begin(), bytes.end()};
        LLVMFuzzerTestOneInput(exact.data(), exact.size());
        ++files;
    }
    if (error || files == 0) {
        std::fprintf(stderr, "no corpus in %s\n", arguments[1]);
        return 1;
    }
    return 0;
}
