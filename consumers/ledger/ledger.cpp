#include "consumers/ledger/ledger.h"

#include <unistd.h>

#include "common/base/clock.h"
#include "common/events/topology.h"
#include "common/log/log.h"

namespace ledger {
namespace {

constexpr size_t kReportsMax = 4096;
constexpr int64_t kRefusedUsMax = 2'000'000;  // a deadlock or two are over by then

std::string owner_name() {
    char host[64] = "unknown";
    gethostname(host, sizeof host - 1);
    return std::string{host} + ":" + std::to_string(getpid());
}

std::vector<amqp::Subscription> subscriptions(const LedgerConfig& config) {
    std::vector<amqp::Subscription> all;
    all.reserve(static_cast<size_t>(config.partitions));
    for (int32_t partition = 0; partition < config.partitions; ++partition) {
        all.push_back({events::topology::ledger_queue(partition), config.prefetch, {}});
    }
    return all;
}

}  // namespace

Ledger::Ledger(loop::Loop& loop, const LedgerConfig& config, const amqp::LinkConfig& link,
               const db::DatabaseConfig& database, metrics::Registry& registry)
    : loop_{loop},
      connected_{registry.gauge("backstop_ledger_connected", "1 while it consumes its queues")},
      reports_{loop, kReportsMax, [this](Report report) { on_report(std::move(report)); }},
      asked_(static_cast<size_t>(config.partitions), 0),
      journal_{loop, link, config.partitions,
               [this](int32_t partition, Inbound copy) {
                   return workers_[static_cast<size_t>(partition)]->try_push_copy(std::move(copy));
               }},
      marks_{loop, link},
      subscriber_{loop,
                  link,
                  subscriptions(config),
                  events::kBodyBytesMax,
                  {[this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); },
                   [this](uint64_t epoch) {
                       on_epoch(epoch);
                       set_consuming(true);
                   },
                   [this](uint64_t) { set_consuming(false); }}} {
    for (int32_t partition = 0; partition < config.partitions; ++partition) {
        PartitionWorker::Context context{
            config, database, partition, owner_name(),
            [this](Report& report) { return reports_.try_post(report); }};
        workers_.push_back(std::make_unique<PartitionWorker>(std::move(context), registry));
    }
    if (config.archive_folder.empty()) return;
    record_.emplace(config.archive_folder, config.partitions,
                    [this](int32_t partition, const journal::Record& record) {
                        return workers_[static_cast<size_t>(partition)]->try_push_copy(
                            {0, 0, record.content_encoding, record.body});
                    });
}

Ledger::~Ledger() {
    record_.reset();
    for (auto& worker : workers_) worker->close();  // all end together, not one after the other
    workers_.clear();                               // joined before the mailbox that they post to
}

void Ledger::on_epoch(uint64_t epoch) {
    if (epoch == epoch_) return;
    epoch_ = epoch;
    for (auto& worker : workers_) worker->set_epoch(epoch);
}

void Ledger::on_delivery(amqp::Delivery delivery) {
    on_epoch(delivery.epoch);
    const size_t partition = delivery.subscription;
    Inbound inbound{delivery.epoch, delivery.tag, std::move(delivery.content_encoding),
                    std::move(delivery.body)};
    inbound.cut = delivery.body_bytes > inbound.body.size();
    if (delivery.exchange.empty()) {
        inbound.again = delivery.redelivered;
        inbound.resumed_us = resumed_of_mark(inbound.body, static_cast<int32_t>(partition));
    }
    if (!workers_[partition]->try_push(std::move(inbound))) {
        fail("more messages than the prefetch allows");
    }
}

void Ledger::on_report(Report report) {
    if (const auto* settled = std::get_if<Settled>(&report)) {
        for (const uint64_t tag : settled->tags) subscriber_.ack(settled->epoch, tag);
    } else if (const auto* missing = std::get_if<Missing>(&report)) {
        fetch(*missing);
    } else if (const auto* wanted = std::get_if<MarkWanted>(&report)) {
        marks_.put(wanted->partition, wanted->resumed_us);
    } else {
        fail(std::get<Failed>(report).why);
    }
}

// The files first: the stream may lack what was confirmed. It is asked where they did not help.
void Ledger::fetch(const Missing& missing) {
    int& asked = asked_[static_cast<size_t>(missing.partition)];
    if (record_) record_->want(missing.partition, missing.gaps);
    if (!record_ || asked++ % 2 == 1) journal_.want(missing.partition);
}

void Ledger::set_consuming(bool consuming) {
    connected_.set(consuming ? 1 : 0);
    for (auto& worker : workers_) worker->set_consuming(consuming);
}

void Ledger::fail(const std::string& why) {
    if (failed_) return;
    logging::error("the ledger cannot go on; unacknowledged messages stay in their queues",
                   {{"reason", why}});
    failed_ = true;
    loop_.stop();
}

std::vector<std::string> Ledger::not_ready() const {
    std::vector<std::string> reasons;
    if (!subscriber_.state().connected) reasons.emplace_back("broker: not consuming");
    for (size_t i = 0; i < workers_.size(); ++i) {
        if (!workers_[i]->database_is_up()) {
            reasons.push_back("database: partition " + std::to_string(i) + " has no session");
        } else if (const int64_t us = workers_[i]->refused_us(base::mono_now());
                   us > kRefusedUsMax) {
            reasons.push_back("database: has refused what partition " + std::to_string(i) +
                              " writes for " + std::to_string(us / 1'000'000) + " s");
        }
    }
    return reasons;
}

void Ledger::stop() {
    journal_.close();
    marks_.close();
    subscriber_.close();
}

}  // namespace ledger
