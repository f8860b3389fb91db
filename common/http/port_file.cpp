#include "common/http/port_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <system_error>

namespace http {

base::Status write_port_file(const std::string& path, int port) {
    if (path.empty()) return base::Unit{};
    const std::string temporary = path + "." + std::to_string(::getpid()) + ".tmp";
    const auto failed = [&] {
        const std::string reason = std::generic_category().message(errno);
        std::remove(temporary.c_str());
        return base::Error{base::Errc::Fatal, "write port file " + path + ": " + reason};
    };
    std::ofstream file{temporary, std::ios::trunc};
    file << port << '\n';
    file.close();
    if (!file) return failed();
    if (std::rename(temporary.c_str(), path.c_str()) != 0) return failed();
    return base::Unit{};
}

}  // namespace http
