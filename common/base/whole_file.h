#pragma once

#include <string>

#include "common/base/result.h"

namespace base {

// Writes a file anew, in one piece: after a crash it has the old text or the new one. On the disk
// when it returns. Beside it stands `path`.new meanwhile. Errors are Retryable and name the action,
// the path and errno's text.
Status write_whole(const std::string& path, const std::string& text);

}  // namespace base
