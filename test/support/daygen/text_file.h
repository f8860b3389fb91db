#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace daygen {

inline constexpr size_t kDataFileBytesMax = size_t{64} << 20;  // unpacked

// The whole content of a file, unpacked where its name ends in .zst. Nothing when it cannot be
// read, is cut short or damaged, or is larger than kDataFileBytesMax.
std::optional<std::string> read_text_file(const std::string& path);

// The lines of a text, without their line ends (LF or CRLF); a last line without one counts too.
std::vector<std::string_view> lines_of(std::string_view text);

// The fields between commas, blanks around them taken off. Views into `line`.
std::vector<std::string_view> fields_of(std::string_view line);

// A whole number of digits alone, at most 18 of them.
std::optional<int64_t> parse_whole(std::string_view text);

// A decimal number in units of 1/scale (a power of ten), plain ("-0.05") or scientific
// ("4.64388e+06"); nothing where it is not a number, has digits below the unit or does not fit.
// Exact, without floating point.
std::optional<int64_t> parse_decimal(std::string_view text, int64_t scale);

}  // namespace daygen
