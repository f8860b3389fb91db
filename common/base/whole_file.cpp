#include "common/base/whole_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

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
            ::close(file);
            return failed("write", path);
        }
        written += static_cast<size_t>(n);
    }
    const bool synced = fdatasync(file) == 0;
    ::close(file);
    if (!synced) return failed("fsync", path);
    return Unit{};
}

}  // namespace

Status write_whole(const std::string& path, const std::string& text) {
    const std::string fresh = path + ".new";
    if (Status done = write_synced(fresh, text); !done.ok()) return done;
    if (std::rename(fresh.c_str(), path.c_str()) != 0) return failed("rename", fresh);
    return Unit{};
}

}  // namespace base
