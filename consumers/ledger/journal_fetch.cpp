#include "consumers/ledger/journal_fetch.h"

#include "common/events/event.h"
#include "common/events/topology.h"
#include "common/log/log.h"

namespace ledger {
namespace {

constexpr uint16_t kPrefetch = 100;
constexpr int64_t kTickMs = 20;
// A stream has no end mark: this long without a message means that all of it has been read.
constexpr int64_t kQuietUs = 3'000'000;
constexpr int64_t kRecentSeconds = 900;

}  // namespace

JournalFetch::JournalFetch(loop::Loop& loop, amqp::LinkConfig link, int32_t partitions, Push push)
    : loop_{loop},
      link_{std::move(link)},
      push_{std::move(push)},
      wanted_(static_cast<size_t>(partitions), false),
      tick_{loop, [this] { on_tick(); }} {}

void JournalFetch::want(int32_t partition) {
    // A reading under way may have passed what this one needs: it will ask again.
    if (reader_ != nullptr) return;
    wanted_[static_cast<size_t>(partition)] = true;
    if (!tick_.running()) start();
}

void JournalFetch::start() {
    const bool all = reads_++ % 2 == 1;
    amqp::StreamOffset from;
    if (!all) {
        from = {amqp::StreamOffset::From::Timestamp,
                base::wall_now().us / 1'000'000 - kRecentSeconds};
    }
    logging::warn("reading the journal for missing events",
                  {{"from", all ? "its beginning" : "15 minutes ago"}});
    heard_ = base::mono_now();
    amqp::Subscription journal{std::string{events::topology::kJournal}, kPrefetch, from};
    reader_ = std::make_unique<amqp::Subscriber>(
        loop_, link_, std::vector{std::move(journal)}, events::kBodyBytesMax,
        amqp::Subscriber::Handlers{
            [this](amqp::Delivery delivery) { on_delivery(std::move(delivery)); }, [](uint64_t) {},
            [this](uint64_t) { waiting_.clear(); }});
    tick_.start_every(kTickMs);
}

void JournalFetch::on_delivery(amqp::Delivery delivery) {
    heard_ = base::mono_now();
    waiting_.push_back(std::move(delivery));
}

bool JournalFetch::hand_over(const amqp::Delivery& delivery) {
    for (; handed_to_ < wanted_.size(); ++handed_to_) {
        if (!wanted_[handed_to_]) continue;
        Inbound copy{0, 0, delivery.content_encoding, delivery.body, false};
        if (!push_(static_cast<int32_t>(handed_to_), std::move(copy))) return false;
    }
    handed_to_ = 0;
    return true;
}

void JournalFetch::on_tick() {
    while (!waiting_.empty() && hand_over(waiting_.front())) {
        reader_->ack(waiting_.front().epoch, waiting_.front().tag);
        waiting_.pop_front();
        // A partition may have been slow to take it; only from now on the broker sends more.
        heard_ = base::mono_now();
    }
    if (!waiting_.empty() || base::mono_now() - heard_ < kQuietUs) return;
    logging::info("journal read");
    close();
}

void JournalFetch::close() {
    tick_.stop();
    if (reader_ != nullptr) reader_->close();
    reader_.reset();
    waiting_.clear();
    handed_to_ = 0;
    wanted_.assign(wanted_.size(), false);
}

}  // namespace ledger
