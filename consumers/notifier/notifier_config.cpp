#include "consumers/notifier/notifier_config.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/events/topology.h"
#include "common/notices/lease.h"

namespace notifier {
namespace {

constexpr int64_t kMinuteUs = 60'000'000;
// How often a channel that is down is asked: one notice each time, which costs nothing.
constexpr int64_t kUrgentPauseMs = 1'000;
constexpr int64_t kBulkPauseMs = 10'000;

// What both kinds of lane take from [notifier].
struct Shared {
    int64_t attempts_max = 20;
    int64_t first_wait_ms = 500;
    int64_t longest_wait_ms = 30'000;
    int64_t urgent_longest_wait_ms = 5'000;
    int64_t lease_ms = 30'000;
    uint16_t prefetch = 20;
    int64_t urgent_senders = 4;
    int64_t bulk_senders = 4;
    int64_t bulk_in_flight_max = 32;
    int64_t urgent_lost_after_us = 120'000'000;
    int64_t bulk_lost_after_us = 3'600'000'000;
    TableLooks looks;
};

Shared shared(config::Section& section) {
    Shared all;
    all.attempts_max = section.integer("attempts_max", all.attempts_max, 1, 100);
    all.first_wait_ms = section.integer("first_wait_ms", all.first_wait_ms, 1, 60'000);
    all.longest_wait_ms = section.integer("longest_wait_ms", all.longest_wait_ms, 1, 3'600'000);
    all.urgent_longest_wait_ms =
        section.integer("urgent_longest_wait_ms", all.urgent_longest_wait_ms, 1, 3'600'000);
    all.lease_ms = section.integer("lease_ms", all.lease_ms, 1'000, notices::kLeaseMaxMs);
    all.prefetch = static_cast<uint16_t>(section.integer("prefetch", all.prefetch, 1, 1'000));
    all.urgent_senders = section.integer("urgent_senders", all.urgent_senders, 1, 64);
    all.bulk_senders = section.integer("bulk_senders", all.bulk_senders, 1, 64);
    all.bulk_in_flight_max =
        section.integer("bulk_in_flight_max", all.bulk_in_flight_max, 1, 1'000);
    const auto time = [&](const char* key, int64_t usual_us, int64_t unit_us, int64_t least,
                          int64_t most) {
        return unit_us * section.integer(key, usual_us / unit_us, least, most);
    };
    all.urgent_lost_after_us =
        time("urgent_lost_after_s", all.urgent_lost_after_us, base::kSecondUs, 1, 86'400);
    all.bulk_lost_after_us =
        time("bulk_lost_after_s", all.bulk_lost_after_us, base::kSecondUs, 1, 86'400);
    all.looks.stalled_after_us = time("sending_lost_after_s", all.looks.stalled_after_us,
                                      base::kSecondUs, notices::kLeaseMaxMs / 1'000 + 1, 86'400);
    all.looks.every_us = time("sweep_every_ms", all.looks.every_us, 1'000, 100, 600'000);
    return all;
}

Rate rate(config::Section& section, const std::string& urgency, int64_t per_second) {
    Rate rate{.count = section.integer(urgency + "_per_second", per_second, 1, 100'000),
              .period_us = base::kSecondUs,
              .burst = 0};
    rate.burst = section.integer(urgency + "_burst", (rate.count + 9) / 10, 1, 100'000);
    return rate;
}

Rate recipient_rate(config::Section& section, const std::string& urgency, int64_t per_minute) {
    const int64_t count =
        section.integer(urgency + "_per_recipient_minute", per_minute, 1, 100'000);
    return {.count = count, .period_us = kMinuteUs, .burst = count};
}

LaneConfig lane(const Shared& all, config::Section& section, Channel channel, bool urgent,
                int64_t timeout_ms) {
    LaneConfig lane;
    const std::string urgency = urgent ? "urgent" : "bulk";
    lane.queue = events::topology::notify_queue(events::name_of(channel), urgent);
    lane.channel = channel;
    lane.urgent = urgent;
    lane.prefetch = all.prefetch;
    lane.timeout_ms = timeout_ms;
    lane.senders = static_cast<size_t>(urgent ? all.urgent_senders : all.bulk_senders);
    DeskConfig& desk = lane.desk;
    desk.rules = {channel, static_cast<uint32_t>(all.attempts_max), 1000 * all.lease_ms};
    desk.channel = rate(section, urgency, urgent ? 50 : 100);
    desk.recipients.rate = recipient_rate(section, urgency, urgent ? 10 : 5);
    // A code does not wait behind another one that the channel is slow to take.
    desk.in_flight_max = urgent ? lane.senders : static_cast<size_t>(all.bulk_in_flight_max);
    desk.recipients.share = std::max<size_t>(1, desk.in_flight_max / 2);
    desk.first_wait_ms = all.first_wait_ms;
    lane.looks = all.looks;
    lane.looks.lost_after_us = urgent ? all.urgent_lost_after_us : all.bulk_lost_after_us;
    desk.longest_wait_ms = urgent ? all.urgent_longest_wait_ms : all.longest_wait_ms;
    desk.longest_pause_ms = urgent ? kUrgentPauseMs : kBulkPauseMs;
    if (3 * timeout_ms > all.lease_ms) {
        section.reject("timeout_ms", "must be at most a third of notifier.lease_ms");
    }
    return lane;
}

MakeCourier couriers(service::Startup& startup, config::Section& section, Channel channel,
                     int64_t& timeout_ms) {
    if (channel == Channel::Email) {
        MailForm form = mail_form(section);
        if (!form.server.user.empty()) {
            startup.secret(kMailPasswordVariable, form.server.password);
        }
        timeout_ms = form.server.timeout_ms;
        return mail_couriers(form);
    }
    GatewayForm form = gateway_form(section);
    startup.secret(channel == Channel::Sms ? kSmsTokenVariable : kPushTokenVariable, form.token);
    timeout_ms = form.timeout_ms;
    const GatewayStatuses statuses = gateway_statuses(section);
    const std::string authorities = section.text("ca_file", "");
    const auto request = GatewayRequest::parse(form);
    if (request.ok()) return gateway_couriers(request.value(), statuses, authorities);
    const std::string& what = request.error().what;
    const size_t colon = what.find(": ");
    section.reject(what.substr(0, colon), what.substr(colon + 2));
    return {};
}

}  // namespace

NotifierConfig notifier_config(service::Startup& startup) {
    NotifierConfig config;
    auto section = startup.section("notifier");
    config.templates_dir = section.required_text("templates_dir");
    const Shared all = shared(section);
    for (const std::string& name : section.texts("channels", {"email", "sms", "push"})) {
        const auto channel = events::by_name<Channel>(name);
        if (!channel) {
            section.reject("channels", "must be of email, sms and push");
            continue;
        }
        const auto known = [&](const ChannelConfig& one) { return one.bulk.channel == *channel; };
        if (std::ranges::any_of(config.channels, known)) {
            section.reject("channels", name + " is named twice: its limits would count twice");
            continue;
        }
        auto own = startup.section(name.c_str());
        int64_t timeout_ms = 0;
        MakeCourier make = couriers(startup, own, *channel, timeout_ms);
        config.channels.push_back({lane(all, own, *channel, true, timeout_ms),
                                   lane(all, own, *channel, false, timeout_ms), std::move(make)});
    }
    return config;
}

}  // namespace notifier
