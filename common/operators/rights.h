#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/audit/person.h"

namespace operators {

// Pure.

// Empty, or what is wrong with an operator's name: 1 to 40 of A-Z a-z 0-9 . _ -, so that it has one
// spelling but for the case.
std::string problem_of_name(std::string_view name);

// What it takes to add an operator. The first may be added by whoever reaches the database, and he
// alone adds the second. From then on two persons add, even where all but one have been revoked:
// else he who had revoked them would add his own second.
enum class Adding { Free, WithToken, TwoPersons };
// `ever`: operators that were ever added; `active`: those not revoked.
Adding adding(int64_t ever, int64_t active);

}  // namespace operators
