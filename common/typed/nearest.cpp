#include "common/typed/nearest.h"

#include <algorithm>

namespace typed {
namespace {

constexpr size_t kWordMax = 64;  // letters: what is longer is no mistyped name

std::string_view without_dashes(std::string_view word) {
    return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

// How many letters must be changed, left out, put in, or swapped with their neighbour.
size_t distance(std::string_view a, std::string_view b) {
    std::vector<size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, changed});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::string only_one_beginning(std::string_view word, const std::vector<std::string>& names) {
    std::string found;
    for (const std::string& name : names) {
        if (!without_dashes(name).starts_with(word)) continue;
        if (!found.empty()) return {};
        found = name;
    }
    return found;
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& names) {
    const std::string_view meant = without_dashes(word);
    if (meant.empty() || meant.size() > kWordMax) return {};
    std::string found = meant.size() > 1 ? only_one_beginning(meant, names) : std::string{};
    if (!found.empty()) return found;
    size_t least = meant.size() < 6 ? 2 : 3;  // fewer than this
    for (const std::string& name : names) {
        const size_t apart = distance(meant, without_dashes(name));
        if (apart >= least) continue;
        least = apart;
        found = name;
    }
    return found;
}

}  // namespace typed
