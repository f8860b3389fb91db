#include "common/base/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace base {
namespace {

Error failed(const char* action, const std::string& path) {
    return {Errc::Retryable, std::string{action} + " " + path + ": " + std::strerror(errno)};
}

Status write_synced(const std::string& path, const std::string& text) {
    const int file = ::open(path.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0640);
    if (file < 0) return failed("open", path);
    size_t written = 0;
    while (written < text.size()) {
        const ssize_t n = ::write(file, text.data() + written, text.size() - written);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            Error error = failed("write", path);
            ::close(file);
            return error;
        }
        written += static_cast<size_t>(n);
    }
    Status synced = Unit{};
    if (fdatasync(file) != 0) synced = failed("fsync", path);
    ::close(file);
    return synced;
}

// Makes the names in it durable.
Status sync_folder(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return failed("open", folder);
    Status synced = Unit{};
    if (fsync(descriptor) != 0) synced = failed("fsync", folder);
    ::close(descriptor);
    return synced;
}

}  // namespace

Status write_whole(const std::string& path, const std::string& text) {
    const std::string fresh = path + ".new";
    if (Status done = write_synced(fresh, text); !done.ok()) return done;
    if (std::rename(fresh.c_str(), path.c_str()) != 0) return failed("rename", fresh);
    const auto folder = std::filesystem::path{path}.parent_path();
    return sync_folder(folder.empty() ? "." : folder.string());
}

}  // namespace base
