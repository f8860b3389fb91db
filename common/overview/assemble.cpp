#include "common/overview/assemble.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "common/overview/verdict_inputs.h"

namespace overview {
namespace {

using Partitions = std::map<int64_t, Partition>;

// Counts times this fit 63 bits up to nine thousand million.
constexpr int64_t kMicrosecondsIn1000Seconds = 1'000'000'000;

Partition& at(Partitions& partitions, int64_t number) {
    Partition& partition = partitions[number];
    partition.number = number;
    return partition;
}

// ledger.07 -> 7
std::optional<int64_t> ledger_partition(std::string_view queue) {
    constexpr std::string_view kPrefix = "ledger.";
    if (!queue.starts_with(kPrefix)) return std::nullopt;
    queue.remove_prefix(kPrefix.size());
    int64_t number = 0;
    const auto end = queue.data() + queue.size();
    const auto [stop, error] = std::from_chars(queue.data(), end, number);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return number;
}

std::optional<int64_t> messages_of(const Queue& queue) {
    if (!queue.ready || !queue.unacked) return std::nullopt;
    return *queue.ready + *queue.unacked;
}

void add_rows(const Answers& answers, Partitions& partitions) {
    if (answers.watermarks.known()) {
        for (const auto& [number, stream] : *answers.watermarks.value) {
            at(partitions, number).streams.push_back(stream);
        }
    }
    if (answers.pauses.known()) {
        for (const auto& [number, pause] : *answers.pauses.value) {
            at(partitions, number).paused = pause;
        }
    }
}

void keep_larger(std::optional<int64_t>& to, int64_t value) {
    to = std::max(to.value_or(0), value);
}

int64_t last_moved_us(const Partition& partition) {
    int64_t last = 0;
    for (const Stream& stream : partition.streams) last = std::max(last, stream.updated_us);
    return last;
}

// Of a partition whose queue was last seen empty at `empty_us`: nothing that waits is older.
std::optional<int64_t> lag_of(const Queue& queue, const Partition& partition,
                              std::optional<int64_t> empty_us, int64_t now_us) {
    const int64_t longest_us =
        empty_us ? std::max<int64_t>(now_us - *empty_us, 0) : std::numeric_limits<int64_t>::max();
    const int64_t pace = queue.out_per_1000_s.value_or(0);
    const int64_t moved_us = last_moved_us(partition);
    const bool nothing_known = moved_us == 0 && !empty_us;
    if (nothing_known && pace <= 0) return std::nullopt;
    const int64_t still_us =
        nothing_known ? 0 : std::clamp<int64_t>(now_us - moved_us, 0, longest_us);
    if (pace <= 0) return still_us;
    const int64_t rest_us = *partition.lag_messages * kMicrosecondsIn1000Seconds / pace;
    return std::max(still_us, std::min(rest_us, longest_us));
}

Reading<std::vector<InDoubt>> in_doubt_of(const Answers& answers) {
    std::vector<InDoubt> sessions;
    bool told = false;
    for (const ServiceAnswers& service : answers.services) {
        told = told || service.gateway;
        sessions.insert(sessions.end(), service.in_doubt.begin(), service.in_doubt.end());
    }
    if (!told) return Reading<std::vector<InDoubt>>::not_known("no gateway tells of its orders");
    std::ranges::sort(sessions, {}, &InDoubt::session);
    return Reading<std::vector<InDoubt>>::of(std::move(sessions));
}

Reading<std::vector<Stream>> streams_of(const Reading<std::vector<PartitionStream>>& watermarks) {
    if (!watermarks.known()) return Reading<std::vector<Stream>>::not_known(watermarks.unknown);
    std::vector<Stream> streams;
    for (const PartitionStream& row : *watermarks.value) streams.push_back(row.stream);
    return Reading<std::vector<Stream>>::of(std::move(streams));
}

}  // namespace

void Assembler::add_work(const Answers& answers, Partitions& partitions) {
    std::map<std::pair<std::string, int64_t>, Count> counts;
    for (const ServiceAnswers& service : answers.services) {
        for (const auto& [number, work] : service.partitions) {
            Partition& partition = at(partitions, number);
            keep_larger(partition.held, work.held);
            keep_larger(partition.gap_us, work.gap_us);
            const auto key = std::pair{service.service.name, number};
            counts[key] = {work.done, answers.taken_us};
            const auto before = counts_.find(key);
            // Fewer than before: the process is another one.
            if (before == counts_.end() || before->second.done > work.done) continue;
            const int64_t passed_us = answers.taken_us - before->second.at_us;
            if (passed_us <= 0) continue;
            const int64_t done = work.done - before->second.done;
            partition.applied_per_1000_s = partition.applied_per_1000_s.value_or(0) +
                                           done * kMicrosecondsIn1000Seconds / passed_us;
        }
    }
    counts_ = std::move(counts);
}

void Assembler::add_lag(const Answers& answers, Partitions& partitions) {
    const auto before = std::exchange(empty_us_, {});
    if (!answers.queues.known()) return;
    for (const Queue& queue : *answers.queues.value) {
        const auto number = ledger_partition(queue.name);
        if (!number) continue;
        Partition& partition = at(partitions, *number);
        partition.lag_messages = messages_of(queue);
        if (!partition.lag_messages) continue;
        const auto empty = before.find(*number);
        if (*partition.lag_messages == 0) {
            partition.lag_us = 0;
            empty_us_[*number] = answers.taken_us;
            continue;
        }
        std::optional<int64_t> empty_us;
        if (empty != before.end()) empty_us = empty_us_[*number] = empty->second;
        partition.lag_us = lag_of(queue, partition, empty_us, answers.taken_us);
    }
}

Overview Assembler::assemble(const Answers& answers) {
    Partitions partitions;
    add_rows(answers, partitions);
    add_work(answers, partitions);
    add_lag(answers, partitions);
    Overview overview;
    overview.taken_us = answers.taken_us;
    overview.site = answers.site;
    overview.day = answers.day;
    overview.queues = answers.queues;
    overview.watermarks = streams_of(answers.watermarks);
    overview.parked = answers.parked;
    overview.broken_glass = answers.broken_glass;
    overview.notices = answers.notices;
    overview.own_orders = answers.own_orders;
    overview.commands = answers.commands;
    overview.alerts = answers.alerts;
    overview.in_doubt = in_doubt_of(answers);
    overview.contradicted = answers.contradicted;
    overview.broker = answers.broker;
    overview.database = answers.database;
    for (auto& [number, partition] : partitions) overview.partitions.push_back(partition);
    for (const auto& service : answers.services) overview.services.push_back(service.service);
    overview.verdict = verdict::judge(inputs_of(answers, overview), answers.limits);
    return overview;
}

}  // namespace overview
