#include "common/journal/archive_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/journal/archive_format.h"

namespace journal {
namespace {

base::Error system_error(const std::string& action, const std::string& path) {
    return {base::Errc::Fatal, action + " " + path + ": " + std::strerror(errno)};
}

}  // namespace

base::Result<ArchiveFile> ArchiveFile::open(const std::string& path, Mode mode) {
    int flags = O_CLOEXEC;
    flags |= mode == Mode::Read ? O_RDONLY : O_RDWR;
    if (mode == Mode::Create) flags |= O_CREAT | O_EXCL;
    const int descriptor = ::open(path.c_str(), flags, 0640);
    if (descriptor < 0) return system_error("open", path);
    return ArchiveFile{path, descriptor};
}

ArchiveFile::ArchiveFile(ArchiveFile&& other) noexcept
    : path_{std::move(other.path_)}, descriptor_{std::exchange(other.descriptor_, -1)} {}

ArchiveFile& ArchiveFile::operator=(ArchiveFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

ArchiveFile::~ArchiveFile() { release(); }

void ArchiveFile::release() {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

base::Error ArchiveFile::failed(const char* action) const { return system_error(action, path_); }

base::Result<uint64_t> ArchiveFile::size() const {
    struct stat found {};
    if (fstat(descriptor_, &found) != 0) return failed("look at");
    return static_cast<uint64_t>(found.st_size);
}

base::Result<bool> ArchiveFile::in_place() const {
    struct stat ours {};
    struct stat named {};
    if (fstat(descriptor_, &ours) != 0) return failed("look at");
    if (stat(path_.c_str(), &named) == 0) {
        return ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
    }
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return failed("look for");
}

base::Status ArchiveFile::read(uint64_t position, size_t bytes, std::string& to) const {
    to.resize(bytes);
    size_t done = 0;
    while (done < bytes) {
        const ssize_t got =
            pread(descriptor_, to.data() + done, bytes - done, static_cast<off_t>(position + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failed("read");
        if (got == 0) break;
        done += static_cast<size_t>(got);
    }
    to.resize(done);
    return base::Unit{};
}

base::Status ArchiveFile::write(uint64_t position, std::string_view bytes) {
    size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t put = pwrite(descriptor_, bytes.data() + done, bytes.size() - done,
                                   static_cast<off_t>(position + done));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return failed("write");
        done += static_cast<size_t>(put);
    }
    return base::Unit{};
}

base::Status ArchiveFile::truncate(uint64_t bytes) {
    if (ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) return failed("cut");
    return base::Unit{};
}

base::Status ArchiveFile::sync() {
    if (fdatasync(descriptor_) != 0) return failed("sync");
    return base::Unit{};
}

void ArchiveFile::forget(uint64_t position, size_t bytes) const {
    posix_fadvise(descriptor_, static_cast<off_t>(position), static_cast<off_t>(bytes),
                  POSIX_FADV_DONTNEED);
}

bool is_begun(const std::string& path) {
    struct stat found {};
    if (stat(path.c_str(), &found) != 0) return true;  // opening it tells of the error
    return static_cast<uint64_t>(found.st_size) >= kFileHeaderBytes;
}

base::Status sync_folder(const std::string& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return system_error("open", folder);
    const int result = fsync(descriptor);
    base::Status status = base::Unit{};
    if (result != 0) status = system_error("sync", folder);
    ::close(descriptor);
    return status;
}

}  // namespace journal
