#pragma once

#include <array>
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
    static_assert(Max < 256);
    Text() = default;
    Text(std::string_view text) : size_{static_cast<unsigned char>(text.size())} {  // NOLINT
        base::must(fits(text));
        if (!text.empty()) std::memcpy(data_.data(), text.data(), text.size());
    }
    Text(const char* text) : Text{std::string_view{text}} {}         // NOLINT
    Text(const std::string& text) : Text{std::string_view{text}} {}  // NOLINT

    static bool fits(std::string_view text) { return text.size() <= Max; }
    [[nodiscard]] std::string_view view() const { return {data_.data(), size_}; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    friend bool operator==(const Text& a, const Text& b) { return a.view() == b.view(); }

  private:
    unsigned char size_ = 0;
    std::array<char, Max> data_{};
};

using OrderText = Text<40>;    // a client order id
using AccountText = Text<16>;  // an account
using ProductText = Text<8>;   // what the member wants to have echoed: CNC, MIS, …
using ReasonText = Text<120>;  // for people

}  // namespace venue
