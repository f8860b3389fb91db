#pragma once

#include <memory>
#include <string>

#include "common/metrics/counter.h"
#include "common/metrics/gauge.h"
#include "common/metrics/histogram.h"
#include "common/metrics/labels.h"

namespace metrics {

// All metrics of one service. Make each once at start and keep the reference: it is valid as long
// as the registry. Asking again with the same name and labels gives the same metric. A malformed
// name, or one name for two kinds of metric, is a bug and aborts. Any thread.
class Registry {
  public:
    Registry();
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    Counter& counter(const std::string& name, const std::string& help,
                     const Labels& labels = {}) noexcept;
    Gauge& gauge(const std::string& name, const std::string& help,
                 const Labels& labels = {}) noexcept;
    // Durations, recorded in microseconds and exported in seconds: the name ends in `_seconds`.
    Histogram& histogram(const std::string& name, const std::string& help,
                         const Labels& labels = {}) noexcept;
    // Sizes without a unit, as of batches: 1 to 10,000.
    Histogram& size_histogram(const std::string& name, const std::string& help,
                              const Labels& labels = {}) noexcept;

    // All metrics in the Prometheus text format.
    [[nodiscard]] std::string text() const;

  private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace metrics
