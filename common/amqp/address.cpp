#include "common/amqp/address.h"

#include <charconv>

namespace amqp {

base::Result<Address> parse_address(const std::string& text) {
    constexpr int kPortMax = 65535;
    Address address;
    const size_t colon = text.rfind(':');
    address.host = text.substr(0, colon);
    bool good = !address.host.empty();
    if (colon != std::string::npos) {
        const char* const end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data() + colon + 1, end, address.port);
        good = good && error == std::errc{} && stopped == end && address.port > 0 &&
               address.port <= kPortMax;
    }
    if (good) return address;
    return base::Error{.code = base::Errc::Invalid, .what = "not a host:port: " + text};
}

}  // namespace amqp
