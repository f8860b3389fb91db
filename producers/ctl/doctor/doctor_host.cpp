#include <algorithm>

#include "producers/ctl/doctor/doctor_checks.h"

namespace ctl {
namespace {

constexpr int64_t kApartUsMax = 1'000'000;
constexpr int64_t kOwnDescriptorsMin = 1024;

}  // namespace

int64_t apart_us(const ClockPair& pair) {
    return std::max(
        {int64_t{0}, pair.ours.from_us - pair.theirs.to_us, pair.theirs.from_us - pair.ours.to_us});
}

Finding check_clock(const std::string& check, const ClockPair& pair) {
    const int64_t apart = apart_us(pair);
    const std::string found = std::to_string(apart / 1000) + " ms from ours, at least";
    if (apart > kApartUsMax) {
        return bad(check, found, "synchronise the clocks (chrony, systemd-timesyncd)");
    }
    return good(check, apart == 0 ? "agrees with ours" : found);
}

Finding check_path(const PathFacts& path, int64_t free_mb_min) {
    const std::string check = "host.disk";
    if (!path.problem.empty()) {
        return bad(check, path.path + ": " + path.problem, "make it, or correct paths in [doctor]");
    }
    const int64_t free_mb = path.free_bytes / kMebibyte;
    const std::string found = path.path + ": " + std::to_string(free_mb) + " MiB of " +
                              std::to_string(path.size_bytes / kMebibyte) + " free";
    if (free_mb < free_mb_min) return bad(check, found, "free disk, or move it to a larger one");
    if (path.free_bytes * 100 < path.size_bytes * kAlertFreePercent) {
        return warn(check, found + ", less than a tenth",
                    "the alert DiskNearlyFull fires: docs/runbooks/DiskNearlyFull.md");
    }
    if (free_mb < 2 * free_mb_min) return warn(check, found, "free disk soon");
    return good(check, found);
}

Finding check_descriptors(const HostFacts& host) {
    const std::string found = std::to_string(host.descriptors_soft) + ", at most " +
                              std::to_string(host.descriptors_hard);
    if (host.descriptors_soft >= kOwnDescriptorsMin) return good("host.descriptors", found);
    return warn("host.descriptors", found, "raise the limit (ulimit -n, LimitNOFILE) to 1024");
}

namespace {

Finding finding_of(const ServiceFacts& service) {
    const std::string check = "service.ready";
    if (service.ready_status == 200) return good(check, service.name);
    if (service.ready_status == 0) {
        return silent(Silent::Service, check,
                      service.name + ": no answer (" + service.ready_says + ")",
                      "start it, or correct services in [overview]");
    }
    return bad(check, service.name + ": " + service.ready_says, "see its log and /readyz");
}

}  // namespace

Finding check_service(const ServiceFacts& service) {
    Finding finding = finding_of(service);
    finding.service = service.name;
    return finding;
}

}  // namespace ctl
