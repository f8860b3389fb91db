#pragma once

#include <string>

namespace operators {

// Where an operator's token comes from: a file, standard input, or the environment. Never from the
// command line, which every user of the machine can read.
inline constexpr const char* kTokenVariable = "BACKSTOP_OPERATOR_TOKEN";

// Takes the token for this run, from `file` ("-": standard input), where it is "" from the
// environment. Empty, or why it cannot be had, beginning with the option. Called once, before the
// command runs.
std::string take_token(const std::string& file);

// "": none was shown.
const std::string& shown_token();

}  // namespace operators
