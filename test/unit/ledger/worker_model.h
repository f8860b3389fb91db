#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "consumers/ledger/sequencer.h"
#include "test/unit/ledger/table_model.h"

// A ledger's worker without thread, link and database: the same steps over the same pure parts,
// with Tables for the books. `kill` is a crash: what was not acknowledged will be delivered again.
class WorkerModel {
  public:
    WorkerModel(Tables& tables, int32_t partition) : tables_{tables}, partition_{partition} {}

    void deliver(uint64_t tag, const std::string& body) {
        auto incoming = std::make_unique<ledger::Incoming>();
        incoming->tag = tag;
        incoming->batch = decoder_.decode(body, "");
        ledger::list_items(*incoming, partition_);
        pending_.push_back(std::move(incoming));
    }

    // One transaction of at most `limit` events. False: there was nothing to apply.
    bool step(size_t limit) {
        for (const auto& stream : ledger::unknown_streams(pending_, watermarks_)) {
            const auto row = tables_.watermarks.find(stream);
            watermarks_[stream] = row == tables_.watermarks.end() ? std::nullopt : row->second;
        }
        const ledger::Plan plan = ledger::plan(pending_, watermarks_, limit);
        if (plan.apply.empty()) {
            settle(plan.duplicates);
            return false;
        }
        if (!transaction(plan, false)) {
            for (ledger::Item* item : plan.apply) item->take_back();
            REQUIRE(transaction(plan, true));
        }
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

    [[nodiscard]] bool idle() const { return pending_.empty(); }

  private:
    static void settle(const std::vector<ledger::Item*>& items) {
        for (ledger::Item* item : items) item->settled = true;
    }

    bool transaction(const ledger::Plan& plan, bool careful) {
        Tables fresh = tables_;
        for (const auto& [stream, move] : plan.moves) {
            auto& row = fresh.watermarks[stream];
            REQUIRE(row == move.from);
            row = move.to;
        }
        std::vector<ledger::Item*> items;
        for (ledger::Item* item : plan.apply) {
            const bool repeat =
                item->event != nullptr && item->event->seq == 0 &&
                !fresh.inbox.emplace(item->event->source, item->event->day, item->event->id).second;
            if (!repeat) items.push_back(item);
        }
        const auto known = fresh.find(ledger::needed_trades(items, careful));
        const ledger::Posting posting =
            ledger::fold(items, known, [this](ledger::Item& item, std::string reason) {
                return refuse(item, std::move(reason));
            });
        if (!fresh.write(posting)) return false;
        tables_ = std::move(fresh);
        return true;
    }

    const events::Refusal* refuse(ledger::Item& item, std::string reason) {
        for (const auto& incoming : pending_) {
            for (const ledger::Item& held : incoming->items) {
                if (&held != &item) continue;
                incoming->refuse(item, std::move(reason));
                return item.refusal;
            }
        }
        FAIL("an item of no message");
        return nullptr;
    }

    Tables& tables_;
    const int32_t partition_;
    events::Decoder decoder_{1};
    ledger::Pending pending_;
    ledger::Watermarks watermarks_;
};
