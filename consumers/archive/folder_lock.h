#pragma once

#include <string>

#include "common/base/result.h"

namespace archive {

// The right to write into a folder of archives, as long as it lives: a second writer would cut the
// block that this one is writing, and put the same records into the same files. It goes with the
// process, however that ends. On the folder itself, so that nothing of it is left behind.
class FolderLock {
  public:
    // Fatal where another process has it, or the folder cannot be opened.
    static base::Result<FolderLock> take(const std::string& folder);
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    ~FolderLock();

  private:
    explicit FolderLock(int descriptor) : descriptor_{descriptor} {}

    int descriptor_ = -1;
};

}  // namespace archive
