#include "common/operators/shown_token.h"

#include <cstdlib>

#include "common/csv/table.h"

namespace operators {
namespace {

constexpr size_t kTokenBytesMax = 1024;
std::string token;  // set once, before the command runs

std::string trimmed(const std::string& text) {
    constexpr const char* kBlanks = " \t\r\n";
    const size_t begin = text.find_first_not_of(kBlanks);
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

}  // namespace

std::string take_token(const std::string& file) {
    if (file.empty()) {
        const char* const set = std::getenv(kTokenVariable);
        token = set == nullptr ? "" : trimmed(set);
        return {};
    }
    const auto text = csv::load_text(file, kTokenBytesMax);
    if (!text.ok()) return "--token-file: " + text.error().what;
    token = trimmed(text.value());
    return token.empty() ? "--token-file: " + file + " is empty" : "";
}

const std::string& shown_token() { return token; }

}  // namespace operators
