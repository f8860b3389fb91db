#pragma once

#include "common/fix/field_reader.h"

namespace fix {

// Which instrument a report speaks of: its number at the exchange where the report gives that, and
// in any case what else it says of it.
void read_named_instrument(ExecutionReport& report, FieldReader& reader, const Dialect& dialect);

}  // namespace fix
