#pragma once

#include <string>

#include "common/amqp/link_config.h"
#include "common/config/section.h"

namespace amqp {

// Reads the section [amqp]; problems are the section's to report. The password is not in it: fill
// it in from the environment variable kPasswordVariable.
inline constexpr const char* kPasswordVariable = "BACKSTOP_AMQP_PASSWORD";
LinkConfig link_config(config::Section& section, std::string name);

}  // namespace amqp
