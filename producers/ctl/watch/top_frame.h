#pragma once

#include <string>
#include <vector>

#include "common/overview/overview.h"
#include "producers/ctl/watch/top_history.h"
#include "producers/ctl/watch/top_keys.h"

namespace ctl {

enum class Tone { Plain, Strong, Alarm };

// A line of the screen, without control codes: how it is shown is the terminal's part.
struct Line {
    std::string text;  // UTF-8
    Tone tone = Tone::Plain;
};

// Before anything has been read.
std::vector<Line> first_frame(size_t width, size_t height);

// What the live view shows: at most `height` lines of at most `width` characters, the last one the
// keys. Where there is little room, columns and then rows are left out, and it says so; what is
// longer than a line goes on in the next. Pure.
std::vector<Line> frame(const overview::Overview& overview, const History& history,
                        const View& view, size_t width, size_t height);

}  // namespace ctl
