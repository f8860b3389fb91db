#include "consumers/archive/begun_files.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "common/base/whole_file.h"

namespace archive {
namespace {

std::string path_of(const std::string& folder) {
    return (std::filesystem::path{folder} / "begun").string();
}

}  // namespace

BegunFiles watched(const BegunFiles& begun, uint32_t today) {
    std::set<uint32_t> days;
    for (auto name = begun.rbegin(); name != begun.rend(); ++name) {
        if (name->day <= today) days.insert(name->day);
        if (days.size() == kWatchedDays) break;
    }
    BegunFiles files = begun;
    if (!days.empty()) {
        std::erase_if(files, [&](const auto& name) { return name.day < *days.begin(); });
    }
    return files;
}

base::Result<BegunFiles> read_begun(const std::string& folder) {
    const std::string path = path_of(folder);
    BegunFiles files;
    std::error_code error;
    if (!std::filesystem::exists(path, error) && !error) return files;
    std::ifstream file{path};
    for (std::string name; file >> name;) {
        if (const auto parsed = journal::parse_file_name(name)) files.insert(*parsed);
    }
    if (file.eof()) return files;
    return base::Error{base::Errc::Fatal, "read " + path + ": " + std::strerror(errno)};
}

base::Status write_begun(const std::string& folder, const BegunFiles& files) {
    std::string text;
    for (const auto& name : files) text.append(journal::file_name(name)).push_back('\n');
    return base::write_whole(path_of(folder), text);
}

}  // namespace archive
