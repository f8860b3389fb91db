#include <sys/resource.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "common/transfer/http_client.h"
#include "producers/ctl/doctor/doctor_checks.h"
#include "producers/ctl/doctor/examine.h"

namespace ctl {
namespace {

constexpr int64_t kPageTimeoutMs = 3'000;
constexpr size_t kPageBytesMax = 1 << 20;

PathFacts facts_of(const std::string& path) {
    PathFacts facts;
    facts.path = path;
    struct statvfs disk {};
    if (statvfs(path.c_str(), &disk) != 0) {
        facts.problem = std::strerror(errno);
        return facts;
    }
    facts.free_bytes = static_cast<int64_t>(disk.f_bavail * disk.f_frsize);
    facts.size_bytes = static_cast<int64_t>(disk.f_blocks * disk.f_frsize);
    return facts;
}

int64_t limit_of(rlim_t limit) {
    constexpr auto kMost = std::numeric_limits<int64_t>::max();
    return static_cast<int64_t>(std::min(limit, static_cast<rlim_t>(kMost)));
}

ServiceFacts ask(transfer::HttpClient& client, const overview::ServiceAddress& service) {
    ServiceFacts facts;
    facts.name = service.name;
    transfer::HttpRequest request;
    request.url = service.url + "/readyz";
    request.timeout_ms = kPageTimeoutMs;
    request.answer_bytes_max = kPageBytesMax;
    const auto ready = client.send(request);
    if (!ready.ok()) {
        facts.ready_says = ready.error().what;
        return facts;
    }
    facts.ready_status = ready.value().status;
    facts.ready_says = ready.value().body.substr(0, ready.value().body.find('\n'));
    return facts;
}

}  // namespace

Findings examine_host(const std::vector<std::string>& paths, int64_t free_mb_min) {
    HostFacts facts;
    rlimit descriptors{};
    getrlimit(RLIMIT_NOFILE, &descriptors);
    facts.descriptors_soft = limit_of(descriptors.rlim_cur);
    facts.descriptors_hard = limit_of(descriptors.rlim_max);
    Findings findings{check_descriptors(facts)};
    for (const std::string& path : paths) {
        findings.push_back(check_path(facts_of(path), free_mb_min));
    }
    return findings;
}

Findings examine_services(const std::vector<overview::ServiceAddress>& services) {
    transfer::HttpClient client;
    Findings findings;
    for (const auto& service : services) findings.push_back(check_service(ask(client, service)));
    return findings;
}

}  // namespace ctl
