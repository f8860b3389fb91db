#include "producers/ctl/page.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace ctl {
namespace {

size_t width_of_page = 0;  // set once, before the command runs

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

size_t columns_variable() {
    const char* text = std::getenv("COLUMNS");
    if (text == nullptr) return 0;
    const std::string_view digits{text};
    size_t columns = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), columns);
    return error == std::errc{} && end == digits.data() + digits.size() ? columns : 0;
}

// Where the character with this number begins; the text's size where there are fewer.
size_t begin_of_character(std::string_view text, size_t number) {
    size_t at = 0;
    for (; at < text.size(); ++at) {
        if (begins_character(text[at]) && number-- == 0) break;
    }
    return at;
}

// How much of the text stands in its first line: up to the last blank that leaves it short enough.
size_t first_line(std::string_view text, size_t width, bool break_words) {
    const size_t beyond = begin_of_character(text, width);
    if (beyond == text.size()) return text.size();
    const size_t blank = text.substr(0, beyond + 1).rfind(' ');
    if (blank != text.npos && text.find_first_not_of(' ') < blank) return blank;
    if (break_words) return beyond;
    return std::min(text.find(' ', beyond), text.size());
}

}  // namespace

size_t page_width() { return width_of_page; }

void take_page_width() {
    if (isatty(STDOUT_FILENO) == 0) return;
    winsize size{};
    width_of_page = columns_variable();
    if (width_of_page == 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
        width_of_page = size.ws_col;
    }
}

size_t shown_width(std::string_view text) {
    return static_cast<size_t>(std::ranges::count_if(text, begins_character));
}

std::vector<std::string> wrapped(std::string_view text, size_t width, bool break_words) {
    width = std::max<size_t>(width, 1);
    std::vector<std::string> lines;
    do {
        const size_t size = first_line(text, width, break_words);
        const std::string_view line = text.substr(0, size);
        const bool is_broken = size < text.size();
        lines.emplace_back(is_broken ? line.substr(0, line.find_last_not_of(' ') + 1) : line);
        text.remove_prefix(size);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    } while (!text.empty());
    return lines;
}

}  // namespace ctl
