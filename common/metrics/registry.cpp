#include "common/metrics/registry.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <utility>

#include "common/base/must.h"
#include "common/metrics/histogram_family.h"

namespace metrics {

struct Registry::Families {
    mutable std::mutex mutex;  // not for recording: only for making metrics and for the text
    prometheus::Registry library;
    std::map<std::string, HistogramFamily> histograms;
    // Wrappers that were handed out; map nodes never move.
    std::map<std::pair<std::string, Labels>, Counter> counters;
    std::map<std::pair<std::string, Labels>, Gauge> gauges;

    Histogram& histogram(const std::string& name, const std::string& help, const Labels& labels,
                         HistogramFamily::Kind kind);
};

Registry::Registry() : families_{std::make_unique<Families>()} {}
Registry::~Registry() = default;

// The library throws on a malformed or ambiguous name. Names are constants of the program, so that
// is a bug, and `noexcept` ends the service with the library's message.
Counter& Registry::counter(const std::string& name, const std::string& help,
                           const Labels& labels) noexcept {
    std::lock_guard lock{families_->mutex};
    base::must(!families_->histograms.contains(name));
    auto& counter =
        prometheus::BuildCounter().Name(name).Help(help).Register(families_->library).Add(labels);
    return families_->counters.try_emplace({name, labels}, counter).first->second;
}

Gauge& Registry::gauge(const std::string& name, const std::string& help,
                       const Labels& labels) noexcept {
    std::lock_guard lock{families_->mutex};
    base::must(!families_->histograms.contains(name));
    auto& gauge =
        prometheus::BuildGauge().Name(name).Help(help).Register(families_->library).Add(labels);
    return families_->gauges.try_emplace({name, labels}, gauge).first->second;
}

Histogram& Registry::Families::histogram(const std::string& name, const std::string& help,
                                         const Labels& labels, HistogramFamily::Kind kind) {
    std::lock_guard lock{mutex};
    for (const auto& [used, counter] : counters) base::must(used.first != name);
    for (const auto& [used, gauge] : gauges) base::must(used.first != name);
    HistogramFamily& family = histograms.try_emplace(name, name, help, kind).first->second;
    base::must(family.units_per_exported() == kind.units_per_exported);
    return family.with(labels);
}

Histogram& Registry::histogram(const std::string& name, const std::string& help,
                               const Labels& labels) noexcept {
    return families_->histogram(name, help, labels, {Buckets::durations(), 1'000'000});
}

Histogram& Registry::size_histogram(const std::string& name, const std::string& help,
                                    const Labels& labels) noexcept {
    return families_->histogram(name, help, labels, {Buckets::sizes(), 1});
}

std::string Registry::text() const {
    std::lock_guard lock{families_->mutex};
    std::vector<prometheus::MetricFamily> all = families_->library.Collect();
    for (const auto& [name, family] : families_->histograms) {
        for (auto& collected : family.Collect()) all.push_back(std::move(collected));
    }
    return prometheus::TextSerializer{}.Serialize(all);
}

}  // namespace metrics
