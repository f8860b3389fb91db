#include "common/overview/assemble.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "common/overview/lag.h"
#include "common/overview/verdict_inputs.h"

namespace overview {
namespace {

// Counts times this fit 63 bits up to nine thousand million.

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

std::optional<int64_t> moved_us(const Partition& partition, int64_t now_us) {
    int64_t last = 0;
    for (const Stream& stream : partition.streams) last = std::max(last, stream.updated_us);
    if (last == 0) return std::nullopt;
    return std::max<int64_t>(now_us - last, 0);
}

std::optional<int64_t> age_us(std::optional<int64_t> at_us, int64_t now_us) {
    if (!at_us) return std::nullopt;
    return std::max<int64_t>(now_us - *at_us, 0);
}

bool is_read(const verdict::Inputs& books) { return books.unread.empty() && books.day != 0; }

std::optional<verdict::Partition> books_of(const verdict::Inputs& books, int64_t number) {
    if (!is_read(books)) return std::nullopt;
    const auto found = std::ranges::find(books.partitions, number, &verdict::Partition::number);
    if (found == books.partitions.end()) return verdict::Partition{.number = number};
    return *found;
}

void add_doubts(const Answers& answers, Overview& overview) {
    using Sessions = Reading<std::vector<InDoubt>>;
    if (!answers.doubts.known()) {
        overview.in_doubt = overview.contradicted = Sessions::not_known(answers.doubts.unknown);
        return;
    }
    overview.contradicted = Sessions::of(answers.doubts.value->contradicted);
    std::vector<InDoubt> unanswered = answers.doubts.value->unanswered;
    for (const verdict::Session& one : answers.books.sessions) {
        if (std::ranges::find(unanswered, one.name, &InDoubt::session) != unanswered.end())
            continue;
        unanswered.push_back({.session = one.name});
    }
    std::ranges::sort(unanswered, {}, &InDoubt::session);
    overview.in_doubt = Sessions::of(std::move(unanswered));
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
            partition.applied_per_1000_s =
                partition.applied_per_1000_s.value_or(0) + done * kUsIn1000S / passed_us;
        }
    }
    counts_ = std::move(counts);
}

verdict::Inputs Assembler::look_at_books(const Answers& answers, const Partitions& partitions) {
    verdict::Inputs books = answers.books;
    const auto before = std::exchange(whole_us_, {});
    for (verdict::Partition& one : books.partitions) {
        const auto seen = partitions.find(one.number);
        if (seen != partitions.end()) one.gap_us = seen->second.gap_us.value_or(0);
        const auto whole = before.find(one.number);
        if (one.missing <= 0) {
            whole_us_[one.number] = answers.taken_us;
        } else if (whole != before.end()) {
            whole_us_.insert(*whole);
            one.whole_us = age_us(whole->second, answers.taken_us);
        }
    }
    return books;
}

void Assembler::add_queues(const Answers& answers, Partitions& partitions) {
    const auto before = std::exchange(queues_, {});
    if (!answers.queues.known()) return;
    for (const Queue& queue : *answers.queues.value) {
        const auto number = ledger_partition(queue.name);
        if (!number) continue;
        Partition& partition = at(partitions, *number);
        partition.lag_messages = messages_of(queue);
        const auto found = before.find(*number);
        Seen seen = found == before.end() ? Seen{} : found->second;
        seen.out_per_1000_s = queue.out_per_1000_s.value_or(0);
        if (partition.lag_messages == 0) seen = {.empty_us = answers.taken_us};
        if (partition.lag_messages.value_or(0) > 0 && !seen.waits_us) {
            seen.waits_us = answers.taken_us;
        }
        queues_[*number] = seen;
    }
}

void Assembler::add_lag(const Answers& answers, const verdict::Inputs& books,
                        Partitions& partitions) const {
    const int64_t now_us = answers.taken_us;
    for (auto& [number, partition] : partitions) {
        const auto found = queues_.find(number);
        const Seen seen = found == queues_.end() ? Seen{} : found->second;
        Standing standing{.paused = partition.paused && !partition.paused->catching_up(),
                          .waiting = partition.lag_messages,
                          .out_per_1000_s = seen.out_per_1000_s,
                          .empty_us = age_us(seen.empty_us, now_us),
                          .seen_us = age_us(seen.waits_us, now_us),
                          .moved_us = moved_us(partition, now_us),
                          .books = books_of(books, number)};
        if (seen.waits_us == now_us) standing.seen_us.reset();  // just now
        if (standing.books) partition.missing = standing.books->missing;
        partition.lag_us = lag_us(standing);
    }
}

Overview Assembler::assemble(const Answers& answers) {
    Partitions partitions;
    add_rows(answers, partitions);
    add_work(answers, partitions);
    add_queues(answers, partitions);
    const verdict::Inputs books = look_at_books(answers, partitions);
    add_lag(answers, books, partitions);
    Overview overview;
    overview.taken_us = answers.taken_us;
    overview.site = answers.site;
    overview.day = answers.day;
    overview.queues = answers.queues;
    overview.watermarks = streams_of(answers.watermarks);
    overview.parked = answers.parked;
    overview.broken_glass = answers.broken_glass;
    overview.left_open = answers.left_open;
    overview.notices = answers.notices;
    overview.own_orders = answers.own_orders;
    overview.commands = answers.commands;
    overview.alerts = answers.alerts;
    add_doubts(answers, overview);
    overview.broker = answers.broker;
    overview.database = answers.database;
    for (auto& [number, partition] : partitions) overview.partitions.push_back(partition);
    for (const auto& service : answers.services) overview.services.push_back(service.service);
    overview.verdict = verdict::judge(inputs_of(answers, books), answers.limits);
    return overview;
}

}  // namespace overview
