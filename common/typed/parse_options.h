#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace typed {

// For every option of the program, before it parses: an empty text is wrong, a number is decimal,
// and a value is what its option's name says (value_rules.h).
void check_values(CLI::App& app);

// As App::parse, and throws what it throws; but a word that is no command or argument, an
// option that the command does not have and one whose value was forgotten are told by name, with
// what was probably meant.
void parse(CLI::App& app, int argc, const char* const* argv);

// Part of it, for the tests: empty, or what is wrong with the words behind the program's name.
std::string misunderstood(CLI::App& app, const std::vector<std::string>& words);

}  // namespace typed
