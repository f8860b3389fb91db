#include "consumers/reconciler/venue_unwatched.h"

#include "common/log/log.h"
#include "consumers/reconciler/venue_notes.h"

namespace reconciler {

namespace {

constexpr int64_t kAgainMs = 1'000;

}  // namespace

VenueUnwatched::VenueUnwatched(loop::Loop& loop, const db::DatabaseConfig& database)
    : session_{database}, tick_{loop, [this] { on_tick(); }}, worker_{"venue-unwatched", 1} {
    tick_.start_every(kAgainMs);
}

void VenueUnwatched::on_tick() {
    if (said_) return tick_.stop();
    (void)worker_.try_post([this] { say(); });  // the last one may still be at it
}

void VenueUnwatched::say() {
    if (said_) return;
    base::Status done = session_.connect();
    if (done.ok()) done = note_not_wanted(session_);
    if (done.ok()) {
        said_ = true;
        session_.close();
    } else {
        logging::warn("that the exchange's totals are not compared could not be written",
                      {{"reason", done.error().what}});
    }
}

}  // namespace reconciler
