#pragma once

#include <vector>

#include "common/overview/overview.h"
#include "producers/ctl/watch/top_history.h"
#include "producers/ctl/watch/top_keys.h"
#include "producers/ctl/watch/top_screen.h"

namespace ctl {

// Before anything has been read.
std::vector<Line> first_frame(size_t width, size_t height);

// What the live view shows: at most `height` lines of at most `width` characters, the last one the
// keys. Where there is little room, columns and then rows are left out, and it says so. What is
// longer than a line goes on in the next, but no text takes the place of the ones below it: from 20
// lines of 40 characters on partitions and queues are always there. Pure.
std::vector<Line> frame(const overview::Overview& overview, const History& history,
                        const View& view, size_t width, size_t height);

}  // namespace ctl
