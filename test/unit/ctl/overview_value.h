#pragma once

#include "common/overview/overview.h"

// As of a database that lets nobody in.
inline void make_silent(overview::Overview& site, const std::string& why) {
    const auto forget = [&why](auto& reading) {
        reading.value.reset();
        reading.unknown = why;
    };
    forget(site.site);
    forget(site.day);
    forget(site.watermarks);
    forget(site.parked);
    forget(site.left_open);
    forget(site.broken_glass);
    forget(site.notices);
    forget(site.commands);
    forget(site.in_doubt);
    forget(site.contradicted);
    forget(site.database);
    site.verdict.trust = verdict::Trust::NotTrusted;
    site.verdict.findings = {{verdict::Trust::NotTrusted, verdict::Scope::Site, "",
                              "the books cannot be read: " + why, false}};
}

// A site as a test wants it: healthy, with two partitions and their queues.
inline overview::Overview healthy_site() {
    using overview::Database, overview::Group, overview::InDoubt, overview::Node,
        overview::Overview;
    using overview::Parked, overview::Partition, overview::Queue, overview::Reading;
    using overview::Stream;
    Overview site;
    site.taken_us = 1'785'728'700'000'000;  // 09:15:00 in India
    site::SiteState state;
    state.state = site::State::Active;
    state.epoch = 3;
    state.who = "asha";
    state.why = "drill";
    site.site = Reading<site::SiteState>::of(state);
    site.day = Reading<site::TradingDay>::of(
        {20260803, 1'785'728'700'000'000, 1'785'781'800'000'000, "asha", "start of day"});
    const auto queue = [](const char* name, Queue::Kind kind, int64_t ready) {
        Queue one;
        one.name = name;
        one.kind = kind;
        one.ready = ready;
        one.unacked = 0;
        one.consumers = kind == Queue::Kind::Work ? 1 : 0;
        one.in_per_1000_s = 1'500 * ready;
        one.out_per_1000_s = 2'000;
        return one;
    };
    site.queues = Reading<std::vector<Queue>>::of({
        queue("dlq.feed", Queue::Kind::DeadLetters, 0),
        queue("journal", Queue::Kind::Journal, 900),
        queue("ledger.00", Queue::Kind::Work, 5),
        queue("ledger.01", Queue::Kind::Work, 70),
        queue("squareoff.00", Queue::Kind::Work, 0),
    });
    for (const int64_t number : {0, 1}) {
        Partition partition;
        partition.number = number;
        partition.streams = {{"s", 20260803, 100 * (number + 1), 0}};
        partition.lag_messages = number * 70;
        partition.lag_us = number * 2'340'000;
        partition.gap_us = 0;
        partition.held = 0;
        partition.applied_per_1000_s = 123'400;
        site.partitions.push_back(partition);
    }
    site.watermarks = Reading<std::vector<Stream>>::of({});
    site.parked = Reading<Parked>::of({});
    site.notices = Reading<std::vector<Group>>::of({{"waiting", 2, 0}, {"sent", 40, 0}});
    site.in_doubt = Reading<std::vector<InDoubt>>::of({{"nse-1", 0, 0}});
    site.alerts = Reading<std::vector<overview::Alert>>::of({});
    site.commands = Reading<overview::OpenCommands>::of({});
    site.services = {{"ledger-1", true, true, {}}, {"feed", true, true, {}}};
    Node node;
    node.name = "rabbit@host";
    node.running = true;
    site.broker = Reading<std::vector<Node>>::of({node});
    site.database = Reading<Database>::of({"10.11", 7'500, 12});
    return site;
}
