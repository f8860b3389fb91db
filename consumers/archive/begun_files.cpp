#include "consumers/archive/begun_files.h"

#include <filesystem>
#include <fstream>

#include "common/base/whole_file.h"

namespace archive {
namespace {

std::string path_of(const std::string& folder) {
    return (std::filesystem::path{folder} / "begun").string();
}

}  // namespace

BegunFiles read_begun(const std::string& folder) {
    std::ifstream file{path_of(folder)};
    BegunFiles files;
    for (std::string name; file >> name;) {
        if (const auto parsed = journal::parse_file_name(name)) files.insert(*parsed);
    }
    return files;
}

base::Status write_begun(const std::string& folder, const BegunFiles& files) {
    std::string text;
    for (const auto& name : files) text.append(journal::file_name(name)).push_back('\n');
    return base::write_whole(path_of(folder), text);
}

}  // namespace archive
