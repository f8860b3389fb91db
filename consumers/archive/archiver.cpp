#include "consumers/archive/archiver.h"

#include <utility>

namespace archive {
namespace {

constexpr int64_t kAgesMs = 500;

}  // namespace

Archiver::Archiver(loop::Loop& loop, const ArchiveConfig& config, amqp::LinkConfig link,
                   metrics::Registry& registry)
    : config_{config},
      metrics_{registry},
      follower_{loop,
                {.link = std::move(link),
                 .prefetch = config.prefetch,
                 .failure = "the archive cannot go on; the stream keeps what is not in it",
                 .connected = metrics_.connected,
                 .reconnects = metrics_.reconnects}},
      ages_{loop, [this] { worker_->show_ages(); }} {}

std::string Archiver::start() {
    auto files = DayFiles::open(config_.folder);
    if (!files.ok()) return files.error().what;
    follower_.read_from(files.value().next_offset().value_or(0), files.value().last_mark());
    worker_.emplace(config_, std::move(files).value(), metrics_, follower_.handover());
    ages_.start_every(kAgesMs);
    return "";
}

void Archiver::stop() {
    ages_.stop();
    follower_.stop();
}

std::vector<std::string> Archiver::not_ready() const {
    std::vector<std::string> reasons = follower_.not_ready();
    if (metrics_.refusing.value() != 0) reasons.emplace_back("disk: too little room");
    return reasons;
}

}  // namespace archive
