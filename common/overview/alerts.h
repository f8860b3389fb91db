#pragma once

#include <string>
#include <string_view>

#include "common/overview/overview.h"

namespace overview {

// The alerts that fire, as Prometheus tells them at /api/v1/alerts. Pure.

inline constexpr size_t kAlertsBytesMax = 2 * 1024 * 1024;
std::string alerts_path();

// The one order of alerts, wherever they are listed: critical before warning; of these what is
// wrong now before a budget that burns; then the newest.
bool comes_first(const Alert& one, const Alert& other);

// In that order, at most kAlertsMax. Not known where the answer is none of Prometheus's: never
// taken for no alert.
Reading<std::vector<Alert>> read_alerts(std::string_view json);

// "2026-11-28T09:15:00.5Z" in microseconds since the epoch; 0: it is none.
int64_t time_of(std::string_view rfc3339);

}  // namespace overview
