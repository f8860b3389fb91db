#include "common/journal/archive_names.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <system_error>

namespace journal {
namespace {

constexpr std::string_view kBefore = "journal-";
constexpr std::string_view kAfter = ".bsa";
constexpr size_t kDayDigits = 8;
constexpr size_t kNumberDigits = 3;  // at least
constexpr size_t kNumberDigitsMax = 6;

std::optional<uint32_t> digits(std::string_view text) {
    uint32_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string file_name(const ArchiveName& name) {
    char text[48];
    std::snprintf(text, sizeof text, "journal-%08u-%03u.bsa", name.day, name.number);
    return text;
}

std::optional<ArchiveName> parse_file_name(std::string_view name) {
    const size_t least = kBefore.size() + kDayDigits + 1 + kNumberDigits + kAfter.size();
    if (name.size() < least || name.size() > least + kNumberDigitsMax - kNumberDigits ||
        !name.starts_with(kBefore) || !name.ends_with(kAfter)) {
        return std::nullopt;
    }
    const std::string_view whole = name;
    name.remove_prefix(kBefore.size());
    name.remove_suffix(kAfter.size());
    const auto day = digits(name.substr(0, kDayDigits));
    const auto number = digits(name.substr(kDayDigits + 1));
    if (!day || !number || file_name({*day, *number}) != whole) return std::nullopt;
    return ArchiveName{*day, *number};
}

base::Result<std::vector<ArchiveName>> list_archives(const std::string& folder) {
    std::vector<ArchiveName> names;
    std::error_code error;
    std::filesystem::directory_iterator entry{folder, error};
    for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
        if (const auto name = parse_file_name(entry->path().filename().string())) {
            names.push_back(*name);
        }
    }
    if (error) return base::Error{base::Errc::Fatal, "list " + folder + ": " + error.message()};
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace journal
