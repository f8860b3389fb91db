#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace typed {

// Which of the names was probably meant by a word that is none of them: the only one that begins
// with it; else the one that differs by the fewest letters (wrong, swapped, left out or too many),
// at most one, of words from six letters on two. Dashes in front do not count. Empty: none is near.
// Pure.
std::string nearest(std::string_view word, const std::vector<std::string>& names);

}  // namespace typed
