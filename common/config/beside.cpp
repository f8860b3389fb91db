#include "common/config/beside.h"

#include <filesystem>

namespace config {

std::string beside(const std::string& file, const std::string& path) {
    if (path.empty()) return path;
    // An absolute path takes the place of all that stands before it.
    return (std::filesystem::path{file}.parent_path() / path).string();
}

}  // namespace config
