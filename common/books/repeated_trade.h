#pragma once

#include <string_view>

#include "common/books/posting.h"

namespace books {

// Whether an execution that comes under the key of another one is the same once more. Pure.

// The first field in which it differs; "": the same.
std::string_view difference(const KnownTrade& known, const events::Event& event);
// The row that the event makes, as far as it is compared.
KnownTrade known_trade(const events::Event& event);

}  // namespace books
