#include "producers/ctl/watch/top_keys.h"

namespace ctl {
namespace {

constexpr size_t kFilterMax = 40;
constexpr char kEscape = 27;
constexpr char kDelete = 127;

void type(View& view, char key) {
    if (key == '\r' || key == '\n') {
        view.typing = false;
    } else if (key == kEscape) {
        view.typing = false;
        view.filter.clear();
    } else if (key == kDelete || key == '\b') {
        if (!view.filter.empty()) view.filter.pop_back();
    } else if (key > ' ' && key < kDelete && view.filter.size() < kFilterMax) {
        view.filter.push_back(key);
    }
}

}  // namespace

std::string name_of(SortBy sort) {
    switch (sort) {
        case SortBy::Depth:
            return "waiting";
        case SortBy::In:
            return "in/s";
        case SortBy::Out:
            return "out/s";
        case SortBy::Name:
            break;
    }
    return "name";
}

bool apply_key(View& view, char key) {
    if (view.typing) {
        type(view, key);
        return true;
    }
    switch (key) {
        case 'q':
            return false;
        case 's':
            view.sort = view.sort == SortBy::Out
                            ? SortBy::Name
                            : static_cast<SortBy>(static_cast<int>(view.sort) + 1);
            break;
        case 't':
            view.only_trouble = !view.only_trouble;
            break;
        case '/':
            view.typing = true;
            view.filter.clear();
            break;
        case kEscape:
            view.filter.clear();
            break;
        default:
            break;
    }
    return true;
}

}  // namespace ctl
