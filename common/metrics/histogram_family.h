#pragma once

#include <prometheus/collectable.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/metrics/histogram.h"
#include "common/metrics/labels.h"

namespace metrics {

// The histograms of one name, one for each set of labels, as the library collects them. Private to
// this room. Not locked: the Registry does that; recording into the histograms needs no lock.
class HistogramFamily : public prometheus::Collectable {
  public:
    struct Kind {
        Buckets buckets;
        int64_t units_per_exported;  // 1,000,000 for durations: recorded in us, exported in s
    };

    HistogramFamily(std::string name, std::string help, Kind kind)
        : name_{std::move(name)}, help_{std::move(help)}, kind_{kind} {}

    // The one with these labels, made if it is new. It never moves.
    Histogram& with(const Labels& labels);
    [[nodiscard]] int64_t units_per_exported() const { return kind_.units_per_exported; }

    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override;

  private:
    const std::string name_;
    const std::string help_;
    const Kind kind_;
    std::map<Labels, Histogram> histograms_;
};

}  // namespace metrics
