#include "common/metrics/counter.h"

#include <prometheus/counter.h>

namespace metrics {

void Counter::add(int64_t count) {
    if (count > 0) counter_->Increment(static_cast<double>(count));
}

int64_t Counter::value() const { return static_cast<int64_t>(counter_->Value()); }

}  // namespace metrics
