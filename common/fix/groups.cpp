#include "common/fix/groups.h"

#include <algorithm>
#include <array>
#include <set>

#include "common/fix/number_text.h"

namespace fix {
namespace {

// The tags that count the entries of the group behind them.
constexpr std::array kCounts{33,  73,  78,  82,  124, 136, 146, 199, 215, 232, 267, 295, 296,
                             382, 384, 386, 398, 420, 428, 453, 454, 457, 518, 534, 539, 552,
                             555, 576, 580, 604, 627, 670, 683, 696, 702, 711, 735, 753, 756,
                             768, 778, 781, 801, 802, 804, 806, 864, 870, 887, 948, 957, 1362};
static_assert(std::is_sorted(kCounts.begin(), kCounts.end()));

// The place behind the group whose first entry begins at `first`.
size_t end_of_group(std::span<const Tag> fields, size_t first, int64_t count) {
    const int begins = fields[first].number;
    std::set<int> known{begins};
    size_t at = first;
    for (int64_t entry = 1; entry < count; ++entry) {
        size_t next = at + 1;
        while (next < fields.size() && fields[next].number != begins) ++next;
        if (next == fields.size()) break;  // fewer than it says
        for (; at < next; ++at) known.insert(fields[at].number);
    }
    ++at;
    while (at < fields.size() && known.contains(fields[at].number)) ++at;
    return at;
}

}  // namespace

std::vector<bool> in_groups(std::span<const Tag> fields) {
    std::vector<bool> inside;
    for (size_t at = 0; at + 1 < fields.size(); ++at) {
        if (!std::binary_search(kCounts.begin(), kCounts.end(), fields[at].number)) continue;
        int64_t count = 0;
        if (!read_whole(fields[at].value, count).empty() || count == 0) continue;
        inside.resize(fields.size());
        const size_t end = end_of_group(fields, at + 1, count);
        std::fill(inside.begin() + static_cast<std::ptrdiff_t>(at) + 1,
                  inside.begin() + static_cast<std::ptrdiff_t>(end), true);
        at = end - 1;
    }
    return inside;
}

}  // namespace fix
