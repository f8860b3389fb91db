#pragma once

#include <string>

#include "common/base/result.h"

namespace http {

// Writes the port and a newline, whole or not at all: a temporary file beside `path`, then a
// rename. Does nothing when `path` is empty. Fatal, with the path and the system's reason, when it
// cannot.
base::Status write_port_file(const std::string& path, int port);

}  // namespace http
