#pragma once

#include "common/overview/assemble.h"

namespace overview {

// Inputs of the verdict about the books: from the tables, the ledgers' gaps and the services'
// pages. Pure.
verdict::Inputs inputs_of(const Answers& answers, const Overview& overview);

}  // namespace overview
