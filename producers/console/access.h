#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "common/base/clock.h"

namespace console {

// The value of one cookie of a Cookie header; empty where it is not there.
std::string_view cookie(std::string_view header, std::string_view name);

// One field of a form as browsers post it (application/x-www-form-urlencoded), decoded; empty where
// it is not there.
std::string form_field(std::string_view body, std::string_view name);

// Who has logged in. Bounded: with one login too many the oldest ends. Pure; the random bytes of a
// login come from outside.
class Logins {
  public:
    static constexpr size_t kLoginsMax = 100;
    using Bytes = std::array<unsigned char, 32>;

    explicit Logins(int64_t lasts_us) : lasts_us_{lasts_us} {}

    // The cookie's value.
    std::string add(const Bytes& random, base::MonoTime now);
    [[nodiscard]] bool known(std::string_view value, base::MonoTime now) const;
    void remove(std::string_view value);

    // Counts one that was refused. How many to tell of now, at most once a second; 0: not now. A
    // right token is never made to wait for wrong ones: whoever floods would lock everybody out,
    // and what guards against guessing is the token's length.
    int64_t refuse(base::MonoTime now);

  private:
    const int64_t lasts_us_;
    std::map<std::string, base::MonoTime, std::less<>> ends_;  // by the cookie's value
    int64_t refused_ = 0;                                      // not told of
    base::MonoTime next_told_{};
};

}  // namespace console
