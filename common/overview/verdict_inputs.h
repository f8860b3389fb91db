#pragma once

#include "common/overview/assemble.h"

namespace overview {

// What the verdict about the books is made of: what the tables tell, gaps as the ledgers tell them,
// and what the services' pages say. Pure.
verdict::Inputs inputs_of(const Answers& answers, const Overview& overview);

}  // namespace overview
