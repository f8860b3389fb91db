#pragma once

#include <cstdint>
#include <string>

namespace ctl {

enum class SortBy { Name, Depth, In, Out };

// What the operator wants to see of the queues.
struct View {
    SortBy sort = SortBy::Name;
    bool only_trouble = false;
    std::string filter;   // a part of the name; empty: all
    bool typing = false;  // keys go to the filter
};

std::string name_of(SortBy sort);

// What a key does: q quits (false), s sorts by the next column, t shows trouble alone, / begins a
// filter, which Enter ends and Escape drops. Other keys do nothing. Pure.
bool apply_key(View& view, char key);

}  // namespace ctl
