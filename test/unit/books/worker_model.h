#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/books/sequencer.h"
#include "test/unit/books/table_model.h"

// A ledger's worker without thread, link and database: the same steps over the same pure parts,
// with Tables for the books. `kill` is a crash: what was not acknowledged will be delivered again.
class WorkerModel {
  public:
    WorkerModel(Tables& tables, int32_t partition) : tables_{tables}, partition_{partition} {}

    void deliver(uint64_t tag, const std::string& body) {
        auto incoming = std::make_unique<books::Incoming>();
        incoming->tag = tag;
        incoming->batch = decoder_.decode(body, "");
        books::list_items(*incoming, partition_);
        pending_.push_back(std::move(incoming));
    }

    // One transaction of at most `limit` events. False: there was nothing to apply.
    bool step(size_t limit) {
        for (const auto& stream : books::unknown_streams(pending_, watermarks_)) {
            const auto row = tables_.watermarks.find(stream);
            watermarks_[stream] = row == tables_.watermarks.end() ? std::nullopt : row->second;
        }
        const books::Plan plan = books::plan(pending_, watermarks_, limit);
        if (plan.apply.empty()) {
            settle(plan.duplicates);
            return false;
        }
        if (const bool poisoned = refused_by_database(plan); poisoned && plan.apply.size() == 1) {
            books::refuse(pending_, *plan.apply.front(), "database: refused");
            return true;
        } else if (poisoned) {
            return step(plan.apply.size() / 2);
        }
        if (!transaction(plan, careful_)) {
            for (books::Item* item : plan.apply) item->take_back();
            REQUIRE(!std::exchange(careful_, true));
            return step(limit);
        }
        careful_ = false;
        for (const auto& [stream, move] : plan.moves) watermarks_[stream] = move.to;
        settle(plan.apply);
        settle(plan.duplicates);
        return true;
    }

    // Tags of the messages that are done with.
    std::vector<uint64_t> acknowledged() {
        std::vector<uint64_t> tags;
        std::erase_if(pending_, [&](const auto& incoming) {
            if (incoming->open() > 0) return false;
            tags.push_back(incoming->tag);
            return true;
        });
        return tags;
    }

    // The database refuses events that bear it: a transaction with one is halved until it is alone.
    static constexpr uint32_t kRefusedToken = 13;

    [[nodiscard]] bool idle() const { return pending_.empty(); }

  private:
    static void settle(const std::vector<books::Item*>& items) {
        for (books::Item* item : items) item->settled = true;
    }

    // As the database refuses what a rule has let pass.
    static bool refused_by_database(const books::Plan& plan) {
        for (const books::Item* item : plan.apply) {
            if (item->event != nullptr && item->event->token == kRefusedToken) return true;
        }
        return false;
    }

    bool transaction(const books::Plan& plan, bool careful) {
        Tables fresh = tables_;
        for (const auto& [stream, move] : plan.moves) {
            auto& row = fresh.watermarks[stream];
            REQUIRE(row == move.from);
            row = move.to;
        }
        std::vector<books::Item*> items;
        for (books::Item* item : plan.apply) {
            const bool repeat = item->event != nullptr && item->event->seq == 0 &&
                                !fresh.inbox.insert(books::inbox_key_of(*item->event)).second;
            if (!repeat) items.push_back(item);
        }
        const auto known = fresh.find(books::needed_trades(items, careful));
        const books::Posting posting = books::fold(
            items, known,
            [this](books::Item& item, std::string reason) {
                return books::refuse(pending_, item, std::move(reason));
            },
            fresh.known_orders(items, careful));
        if (!careful && fresh.renames(posting)) return false;
        if (!fresh.write(posting)) return false;
        tables_ = std::move(fresh);
        return true;
    }

    Tables& tables_;
    const int32_t partition_;
    events::Decoder decoder_{1};
    books::Pending pending_;
    books::Watermarks watermarks_;
    bool careful_ = false;  // until a transaction is committed
};
