#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace overview {

// One line of Prometheus' text format. Time stamps are dropped; so are lines whose value is
// not finite.
struct Sample {
    std::string name;
    std::map<std::string, std::string> labels;
    int64_t millionths = 0;  // its value
};

// The samples of a page whose names are among `wanted`, in its order; lines that are none are left
// out. Pure. Source: prometheus.io, "Exposition formats", version 0.0.4.
std::vector<Sample> read_exposition(std::string_view page,
                                    const std::vector<std::string_view>& wanted);

}  // namespace overview
