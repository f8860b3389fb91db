#include "consumers/ledger/held_back.h"

#include <utility>

#include "common/base/clock.h"
#include "common/log/log.h"

namespace ledger {

using base::Result;
using base::Status;
using base::Unit;
using books::StreamId;

namespace {

std::set<StreamId> streams_in(const books::Pending& pending) {
    std::set<StreamId> streams;
    for (const auto& incoming : pending) {
        for (const books::Item& item : incoming->items) {
            if (item.settled || item.seq() == 0) continue;
            streams.insert({std::string{item.source()}, item.day()});
        }
    }
    return streams;
}

}  // namespace

Status HeldBack::keep_to_share(db::Session& session, const books::Pending& pending) {
    const auto beyond = books::beyond_share(pending, limits_);
    if (beyond.empty() || !streams_) return Unit{};
    Status done = books::hold(session, partition_, beyond, base::wall_now().us);
    if (!done.ok()) {
        forget();  // who knows what has been committed
        return done;
    }
    logging::warn("events behind a gap are kept in the database, beyond their share",
                  {{"partition", partition_}, {"messages", beyond.size()}});
    for (books::Incoming* incoming : beyond) {
        for (books::Item& item : incoming->items) {
            if (item.settled) continue;
            streams_->insert({std::string{item.source()}, item.day()});
            item.settled = true;
        }
    }
    return Unit{};
}

Result<std::vector<std::string>> HeldBack::take(books::Store& store,
                                                const books::Pending& pending) {
    std::vector<std::string> all;
    if (!streams_) {
        auto streams = books::read_held_streams(store.session(), partition_);
        if (!streams.ok()) return streams.error();
        streams_ = std::move(streams).value();
    }
    if (streams_->empty()) return all;
    const std::set<StreamId> here = streams_in(pending);
    for (auto next = streams_->begin(); next != streams_->end();) {
        const StreamId stream = *next++;
        if (here.contains(stream)) continue;
        const auto watermark = store.watermark(stream);
        if (!watermark.ok()) return watermark.error();
        auto bodies =
            books::take_held(store.session(), partition_, stream, watermark.value().value_or(0));
        if (!bodies.ok()) return bodies.error();
        if (bodies.value().empty()) streams_->erase(stream);
        for (const std::string& body : bodies.value()) all.push_back(body);
    }
    return all;
}

}  // namespace ledger
