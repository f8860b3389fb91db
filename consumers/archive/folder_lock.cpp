#include "consumers/archive/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace archive {

using base::Errc;
using base::Error;

base::Result<FolderLock> FolderLock::take(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return Error{Errc::Fatal, "open " + folder + ": " + std::strerror(errno)};
    }
    FolderLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return lock;
    const bool taken = errno == EWOULDBLOCK;
    return Error{Errc::Fatal, "archive.folder: " + folder + ": " +
                                  (taken ? "another archive writes into it"
                                         : std::string{"lock: "} + std::strerror(errno))};
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)} {}

FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FolderLock::~FolderLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace archive
