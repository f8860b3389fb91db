#pragma once

#include <cstdint>
#include <string_view>

#include "consumers/reconciler/row_hash.h"

namespace reconciler {

// Which of a day's accounts the fold keeps. Where all of them do not fit into memory, they are
// compared share by share: number 0 of 2, then number 1, each read from the day's beginning. Pure.
struct Share {
    uint32_t number = 0;
    uint32_t of = 1;  // a power of two

    [[nodiscard]] bool has(std::string_view account) const {
        return of == 1 || key_hash(account) % of == number;
    }
    // Half of its accounts: what is known of those is still all there is.
    [[nodiscard]] Share half() const { return {number, of * 2}; }
    [[nodiscard]] Share next() const { return {(number + 1) % of, of}; }
    friend bool operator==(const Share&, const Share&) = default;
};
inline constexpr uint32_t kSharesMax = 4'096;

}  // namespace reconciler
