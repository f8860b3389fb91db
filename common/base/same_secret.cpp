#include "common/base/same_secret.h"

namespace base {

bool same_secret(const std::string& given, const std::string& expected) {
    if (expected.empty()) return false;
    volatile unsigned difference = given.size() == expected.size() ? 0 : 1;
    for (size_t i = 0; i < given.size(); ++i) {
        const auto one = static_cast<unsigned char>(given[i]);
        const auto other = static_cast<unsigned char>(expected[i % expected.size()]);
        difference = difference | static_cast<unsigned>(one ^ other);
    }
    return difference == 0;
}

}  // namespace base
