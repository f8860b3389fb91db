#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <variant>

namespace logging {

// A key and a value of one log line. Refers to its texts: it lives only as an argument of a call.
// The keys time, level, service and message are taken.
struct Field {
    template <std::signed_integral Number>
    Field(std::string_view name, Number number) : key{name}, value{int64_t{number}} {}
    template <std::unsigned_integral Number>
    Field(std::string_view name, Number number) : key{name}, value{uint64_t{number}} {}
    Field(std::string_view name, bool flag) : key{name}, value{flag} {}
    Field(std::string_view name, std::string_view text) : key{name}, value{text} {}
    // Without this one a literal would become a bool.
    Field(std::string_view name, const char* text) : key{name}, value{std::string_view{text}} {}

    std::string_view key;
    std::variant<int64_t, uint64_t, bool, std::string_view> value;
};

}  // namespace logging
