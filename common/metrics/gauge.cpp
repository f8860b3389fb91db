#include "common/metrics/gauge.h"

#include <prometheus/gauge.h>

#include <limits>

namespace metrics {

void Gauge::set(int64_t value) { gauge_->Set(static_cast<double>(value)); }
void Gauge::add(int64_t change) { gauge_->Increment(static_cast<double>(change)); }
void Gauge::set_us(int64_t us) { gauge_->Set(static_cast<double>(us) / 1e6); }
void Gauge::set_unknown() { gauge_->Set(std::numeric_limits<double>::quiet_NaN()); }
int64_t Gauge::value() const { return static_cast<int64_t>(gauge_->Value()); }

}  // namespace metrics
