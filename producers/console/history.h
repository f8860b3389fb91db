#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "common/overview/overview.h"

namespace console {

// What the page draws of one moment, by the name of a line: `waiting.<queue>` (messages, those at
// work too), `in` and `out` (of all queues, messages in 1000 s), `applied.<partition>` (events in
// 1000 s), `lag.<partition>` (microseconds). What is not known is missing.
struct Point {
    int64_t at_us = 0;  // wall clock
    std::map<std::string, int64_t> values = {};
};

Point point_of(const overview::Overview& overview);
std::string to_json(const Point& point);

// The last points, oldest first. Bounded in points and in lines. Pure.
class History {
  public:
    static constexpr size_t kLinesMax = 200;

    explicit History(size_t points_max) : points_max_{points_max} {}

    void add(Point point);
    // {"at_us": [...], "lines": {name: [value or null, ...]}}, all lists of one length.
    [[nodiscard]] std::string to_json() const;

  private:
    const size_t points_max_;
    std::deque<Point> points_;
};

}  // namespace console
