#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "common/base/must.h"

namespace venue {

// A short text held in place, so that an order needs no allocation. The caller checks `fits` on
// what comes from outside.
template <size_t Max>
class Text {
  public:
    static_assert(Max < 256 && Max % sizeof(uint64_t) == 0);
    Text() = default;
    Text(std::string_view text) : size_{static_cast<unsigned char>(text.size())} {  // NOLINT
        base::must(fits(text));
        if (!text.empty()) std::memcpy(data_.data(), text.data(), text.size());
    }
    Text(const char* text) : Text{std::string_view{text}} {}         // NOLINT
    Text(const std::string& text) : Text{std::string_view{text}} {}  // NOLINT

    static bool fits(std::string_view text) { return text.size() <= Max; }
    [[nodiscard]] std::string_view view() const { return {data_.data(), size_}; }
    [[nodiscard]] size_t size() const { return size_; }
    // Eight characters from here on, zeros behind the text's end. For hashing.
    [[nodiscard]] uint64_t word(size_t at) const {
        uint64_t word = 0;
        std::memcpy(&word, data_.data() + at, sizeof word);
        return word;
    }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    // What lies behind the end is always zero.
    friend bool operator==(const Text&, const Text&) = default;

  private:
    unsigned char size_ = 0;
    std::array<char, Max> data_{};
};

using OrderText = Text<40>;    // a client order id
using AccountText = Text<16>;  // an account
using ProductText = Text<8>;   // what the member wants to have echoed: CNC, MIS, …
using ReasonText = Text<120>;  // for people

}  // namespace venue
