#pragma once

#include <map>
#include <string>

#include "common/base/result.h"

namespace console {

struct Asset {
    std::string content_type;
    std::string bytes;
};

// The files of a folder, by their path in a URL: "/console.css". Read once, at the start: what is
// served cannot change under a viewer, and no request reaches the file system. Fatal where the
// folder cannot be read, has no index.html, a file of an unknown kind, or more than 8 MiB.
base::Result<std::map<std::string, Asset>> load_assets(const std::string& folder);

}  // namespace console
