#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace journal {

// A file by its descriptor. Errors are Fatal and name the action, the path and errno's text. One
// thread at a time.
class ArchiveFile {
  public:
    enum class Mode { Read, Append, Create };  // Create: refuses one that is there

    static base::Result<ArchiveFile> open(const std::string& path, Mode mode);
    ArchiveFile(ArchiveFile&& other) noexcept;
    ArchiveFile& operator=(ArchiveFile&& other) noexcept;
    ~ArchiveFile();

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }
    // Gives the descriptor back; the path stays. Then only `path` and `is_open` may be called.
    void release();
    [[nodiscard]] base::Result<uint64_t> size() const;
    // Up to `bytes` from `position`; fewer only where the file ends.
    [[nodiscard]] base::Status read(uint64_t position, size_t bytes, std::string& to) const;
    [[nodiscard]] base::Status write(uint64_t position, std::string_view bytes);
    [[nodiscard]] base::Status truncate(uint64_t bytes);
    // Durable when it returns.
    [[nodiscard]] base::Status sync();
    // False: its name leads to nothing, or to another file. Somebody has taken it away. The file
    // system must keep inode numbers.
    [[nodiscard]] base::Result<bool> in_place() const;
    // The kernel may drop its copy, so that the next reading comes from the disk.
    void forget(uint64_t position, size_t bytes) const;

  private:
    ArchiveFile(std::string path, int descriptor)
        : path_{std::move(path)}, descriptor_{descriptor} {}
    [[nodiscard]] base::Error failed(const char* action) const;

    std::string path_;
    int descriptor_ = -1;
};

// False for a file whose header is not there: it is being made, or its maker was killed.
bool is_begun(const std::string& path);

// Makes the names in a folder durable.
base::Status sync_folder(const std::string& folder);

}  // namespace journal
