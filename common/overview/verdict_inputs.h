#pragma once

#include "common/overview/assemble.h"

namespace overview {

// Inputs of the verdict about the books: what is known of them, and the services' pages. Pure.
verdict::Inputs inputs_of(const Answers& answers, verdict::Inputs books);

}  // namespace overview
