#pragma once

#include <string>
#include <string_view>

namespace ctl {

// Where the numbered SQL files are that --folder does not name, whatever folder a person stands in:
// schemas/sql, or share/backstop/sql of an installation, in the program's own folder or the nearest
// one above it that has it; else where it was built from.
std::string migrations_folder();

// Part of it, for the tests: of a program at this path.
std::string migrations_folder_of(const std::string& program, std::string_view built_from);

}  // namespace ctl
