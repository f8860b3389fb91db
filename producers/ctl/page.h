#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ctl {

// How many characters a line of standard output may have: those of the terminal; 0 where it is
// none, and nothing is wrapped then.
size_t page_width();
// Looks, once, before the command runs: COLUMNS where it is a number, else what the terminal says.
void take_page_width();

// Characters of UTF-8, as a terminal shows them. Pure.
size_t shown_width(std::string_view text);

// The text in lines of at most `width` characters (1 at least), broken at blanks; one line where it
// fits. A word that is longer stays whole and stands out, so that it can be copied, or is broken
// where `break_words`. Nothing of it is lost but blanks at the breaks. Pure.
std::vector<std::string> wrapped(std::string_view text, size_t width, bool break_words = false);

}  // namespace ctl
