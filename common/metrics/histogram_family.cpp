#include "common/metrics/histogram_family.h"

#include <prometheus/metric_family.h>

#include <limits>
#include <utility>

namespace metrics {
namespace {

prometheus::ClientMetric::Histogram exported(const Histogram& histogram,
                                             int64_t units_per_exported) {
    const Histogram::Snapshot snapshot = histogram.snapshot();
    const auto units = static_cast<double>(units_per_exported);
    prometheus::ClientMetric::Histogram out;
    out.sample_count = static_cast<uint64_t>(snapshot.count);
    out.sample_sum = static_cast<double>(snapshot.sum) / units;
    for (const auto& bucket : snapshot.buckets) {
        out.bucket.push_back(
            {static_cast<uint64_t>(bucket.cumulative), static_cast<double>(bucket.upper) / units});
    }
    out.bucket.push_back({out.sample_count, std::numeric_limits<double>::infinity()});
    return out;
}

}  // namespace

Histogram& HistogramFamily::with(const Labels& labels) {
    return histograms_.try_emplace(labels, kind_.buckets).first->second;
}

std::vector<prometheus::MetricFamily> HistogramFamily::Collect() const {
    prometheus::MetricFamily family{name_, help_, prometheus::MetricType::Histogram, {}};
    for (const auto& [labels, histogram] : histograms_) {
        prometheus::ClientMetric metric;
        for (const auto& [name, value] : labels) metric.label.push_back({name, value});
        metric.histogram = exported(histogram, kind_.units_per_exported);
        family.metric.push_back(std::move(metric));
    }
    return {std::move(family)};
}

}  // namespace metrics
