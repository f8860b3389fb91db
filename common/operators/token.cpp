#include "common/operators/token.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>

#include "common/base/must.h"

namespace operators {
namespace {

constexpr size_t kRandomBytes = 32;

std::string hexadecimal(const unsigned char* bytes, size_t count, const char* digits) {
    std::string out;
    for (size_t i = 0; i < count; ++i) {
        out.push_back(digits[bytes[i] >> 4U]);
        out.push_back(digits[bytes[i] & 15U]);
    }
    return out;
}

}  // namespace

base::Result<std::string> new_token() {
    std::array<unsigned char, kRandomBytes> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        return base::Error{base::Errc::Retryable, "token: the system has no random numbers"};
    }
    return "op_" + hexadecimal(bytes.data(), bytes.size(), "0123456789abcdef");
}

std::string digest_of(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    base::must(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) ==
               1);
    return hexadecimal(digest.data(), size, "0123456789ABCDEF");
}

}  // namespace operators
