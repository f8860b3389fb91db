#pragma once

#include "common/base/result.h"

namespace db {

// What can be done about a MariaDB error, by its number (server 1xxx and 4xxx, client 2xxx).
base::Errc class_of(unsigned native_code);

// Whether the session is unusable after it.
bool connection_is_lost(unsigned native_code);

}  // namespace db
