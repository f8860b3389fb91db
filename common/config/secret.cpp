#include "common/config/secret.h"

#include <cstdlib>

namespace config {

base::Result<std::string> secret(const std::string& variable) {
    const char* value = std::getenv(variable.c_str());
    if (value == nullptr || *value == '\0') {
        return base::Error{base::Errc::Fatal,
                           "read secret: environment variable " + variable + " is not set"};
    }
    return std::string{value};
}

}  // namespace config
