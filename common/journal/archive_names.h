#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace journal {

// journal-20260803-000.bsa: the first file of that day. A second one begins where a record came
// after the first was closed. Behind -999 comes -1000.
struct ArchiveName {
    uint32_t day = 0;
    uint32_t number = 0;
    friend auto operator<=>(const ArchiveName&, const ArchiveName&) = default;
};

inline constexpr uint32_t kFilesOfDayMax = 1'000'000;

std::string file_name(const ArchiveName& name);
std::optional<ArchiveName> parse_file_name(std::string_view name);

// Those in a folder, in the order of day and number; other files are not looked at. Fatal where the
// folder cannot be read.
base::Result<std::vector<ArchiveName>> list_archives(const std::string& folder);

}  // namespace journal
