#include "producers/ctl/migrations_folder.h"

#include <filesystem>

namespace ctl {

namespace fs = std::filesystem;

std::string migrations_folder_of(const std::string& program, std::string_view built_from) {
    std::error_code error;
    for (fs::path folder = fs::path{program}.parent_path(); !folder.empty();
         folder = folder.parent_path()) {
        for (const char* place : {"schemas/sql", "share/backstop/sql"}) {
            if (fs::is_directory(folder / place, error)) return (folder / place).string();
        }
        if (folder == folder.root_path()) break;
    }
    return std::string{built_from};
}

std::string migrations_folder() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return migrations_folder_of(program.string(), BACKSTOP_SQL_FOLDER);
}

}  // namespace ctl
