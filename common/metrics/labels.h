#pragma once

#include <map>
#include <string>

namespace metrics {

// Label name to label value. Few values only: never an account or an id, each value is a series for
// ever.
using Labels = std::map<std::string, std::string>;

}  // namespace metrics
