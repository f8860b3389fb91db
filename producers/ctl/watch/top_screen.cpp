#include "producers/ctl/watch/top_screen.h"

#include <algorithm>

#include "producers/ctl/page.h"

namespace ctl {
namespace {

constexpr std::string_view kCut = " …";

std::string cut(std::string_view line, size_t width) {
    const size_t mark = shown_width(kCut);
    if (width <= mark) return wrapped("…", width, true).front();
    return wrapped(line, width - mark, true).front() + std::string{kCut};
}

}  // namespace

size_t Screen::room() const {
    const size_t taken = lines_.size() + kept_ + 1;
    return taken >= height_ ? 0 : height_ - taken;
}

size_t Screen::lines_of(std::string_view text) const { return wrapped(text, width_, true).size(); }

bool Screen::add(std::string_view text, Tone tone, size_t lines_max) {
    std::vector<std::string> lines = wrapped(text, width_, true);
    const size_t shown = std::min({lines.size(), lines_max, room()});
    const bool whole = shown == lines.size();
    if (!whole && shown > 0) lines[shown - 1] = cut(lines[shown - 1], width_);
    for (size_t i = 0; i < shown; ++i) lines_.push_back({std::move(lines[i]), tone});
    return whole;
}

std::vector<Line> Screen::end(std::string_view keys) {
    if (height_ > 0) lines_.push_back({wrapped(keys, width_, true).front(), Tone::Strong});
    return std::move(lines_);
}

}  // namespace ctl
