#include "consumers/archive/begun_files.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include "common/base/whole_file.h"

namespace archive {
namespace {

std::string path_of(const std::string& folder) {
    return (std::filesystem::path{folder} / "begun").string();
}

}  // namespace

BegunFiles watched(const BegunFiles& begun, uint32_t today) {
    std::set<uint32_t> days;
    for (auto file = begun.rbegin(); file != begun.rend(); ++file) {
        if (file->first.day <= today) days.insert(file->first.day);
        if (days.size() == kWatchedDays) break;
    }
    BegunFiles files = begun;
    if (!days.empty()) {
        std::erase_if(files, [&](const auto& file) { return file.first.day < *days.begin(); });
    }
    return files;
}

base::Result<BegunFiles> read_begun(const std::string& folder) {
    const std::string path = path_of(folder);
    BegunFiles files;
    std::error_code error;
    if (!std::filesystem::exists(path, error) && !error) return files;
    std::ifstream file{path};
    int64_t first = 0;
    for (std::string name; file >> name >> first;) {
        if (const auto parsed = journal::parse_file_name(name)) files.emplace(*parsed, first);
    }
    if (file.eof()) return files;
    return base::Error{base::Errc::Fatal, "read " + path + ": " + std::strerror(errno)};
}

base::Status write_begun(const std::string& folder, const BegunFiles& files) {
    std::string text;
    for (const auto& [name, first] : files) {
        text.append(journal::file_name(name))
            .append(" ")
            .append(std::to_string(first))
            .append("\n");
    }
    return base::write_whole(path_of(folder), text);
}

}  // namespace archive
