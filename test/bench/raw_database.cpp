// The database's own limit: the statements that the ledger would send for a day, built beforehand,
// sent by one connection for each partition. Prints JSON: events, seconds, events_per_s.
#include <CLI/CLI.hpp>
#include <atomic>
#include <map>
#include <thread>
#include <unordered_set>

#include "common/base/clock.h"
#include "common/books/statements.h"
#include "common/db/session.h"
#include "common/service/startup.h"
#include "test/bench/day_bodies.h"

namespace {

using books::Item;
using books::KnownTrade;

struct Transaction {
    std::string watermark;
    std::vector<db::Rows> rows;
    std::vector<std::string> statements;
    size_t events = 0;
    books::Posting posting;  // the rows hold views into it
};
struct Work {
    std::vector<std::vector<Transaction>> by_partition;
    std::vector<std::vector<events::Batch>> batches;  // what the rows point into
};

// Trades that a later event of the partition speaks of, as the database would give them back.
class Memory {
  public:
    explicit Memory(const std::vector<events::Batch>& batches) {
        for (const auto& batch : batches) {
            for (const auto& event : batch.events) {
                const auto* trade = std::get_if<events::Trade>(&event.body);
                if (trade != nullptr && !trade->ref.empty()) wanted_.emplace(trade->ref);
            }
        }
    }

    std::vector<KnownTrade> recall(const std::vector<Item*>& items) const {
        std::vector<KnownTrade> known;
        for (const auto& key : books::needed_trades(items, false)) {
            const auto found = trades_.find(std::string{key.id});
            if (found != trades_.end()) known.push_back(found->second);
        }
        return known;
    }

    void note(const books::Posting& posting) {
        for (const auto& row : posting.trades) {
            if (!wanted_.contains(std::string{row.event->id})) continue;
            const auto& event = *row.event;
            const auto& trade = std::get<events::Trade>(event.body);
            KnownTrade known;
            known.account = event.account;
            known.id = event.id;
            known.day = event.day;
            known.exchange = event.exchange;
            known.segment = event.segment;
            known.token = event.token;
            known.product = event.product;
            known.side = trade.side;
            known.quantity = trade.quantity;
            known.price = trade.price;
            known.state = row.state;
            trades_[known.id] = known;
        }
        for (const auto& ended : posting.ended)
            trades_[std::string{ended.key.id}].state = ended.state;
    }

  private:
    std::unordered_set<std::string> wanted_;
    std::map<std::string, KnownTrade> trades_;
};

std::vector<Transaction> transactions_of(const std::vector<events::Batch>& batches,
                                         int32_t partition, const std::string& source,
                                         size_t batch_events) {
    std::vector<Transaction> transactions;
    Memory memory{batches};
    std::vector<Item> items;
    int64_t seq = 0;
    const auto close = [&] {
        if (items.empty()) return;
        std::vector<Item*> pointers;
        for (Item& item : items) pointers.push_back(&item);
        const auto refuse = [](Item&, std::string why) -> const events::Refusal* {
            std::fprintf(stderr, "refused: %s\n", why.c_str());
            std::exit(1);
        };
        const auto known = memory.recall(pointers);
        auto posting = books::fold(pointers, known, refuse);
        memory.note(posting);
        Transaction transaction;
        transaction.events = items.size();
        const books::Move move{seq == 0 ? std::nullopt : std::optional{seq},
                               seq + static_cast<int64_t>(items.size())};
        seq = move.to;
        transaction.watermark =
            books::move_watermark({source, items[0].event->day}, partition, move, "bench");
        transaction.rows = {books::insert_trades(posting.trades),
                            books::upsert_orders(posting.orders),
                            books::grow_positions(posting.positions)};
        auto& sql = transaction.statements;
        for (auto& text : books::end_trades(posting.ended)) sql.push_back(std::move(text));
        for (auto& text : books::shrink_positions(posting.positions))
            sql.push_back(std::move(text));
        transaction.posting = std::move(posting);
        transactions.push_back(std::move(transaction));
        items.clear();
    };
    for (const auto& batch : batches) {
        for (const auto& event : batch.events) {
            items.emplace_back().event = &event;
            if (items.size() == batch_events) close();
        }
    }
    close();
    return transactions;
}

Work build(const bench::DayOptions& options, size_t batch_events) {
    std::vector<std::vector<events::Batch>> batches(static_cast<size_t>(options.partitions));
    events::Decoder decoder{options.partitions};
    for (const auto& body : bench::day_bodies(options)) {
        batches[static_cast<size_t>(body.partition)].push_back(
            decoder.decode(body.text, body.packed ? "zstd" : ""));
    }
    Work work;
    for (int32_t partition = 0; partition < options.partitions; ++partition) {
        work.by_partition.push_back(transactions_of(batches[static_cast<size_t>(partition)],
                                                    partition, options.source, batch_events));
    }
    work.batches = std::move(batches);
    return work;
}

void must_be_ok(const base::Error* error) {
    if (error == nullptr) return;
    std::fprintf(stderr, "%s\n", error->what.c_str());
    std::exit(1);
}

void send(const db::DatabaseConfig& config, const std::vector<Transaction>& transactions) {
    db::Session session{config};
    const auto check = [](const auto& result) {
        must_be_ok(result.ok() ? nullptr : &result.error());
    };
    check(session.connect());
    for (const Transaction& transaction : transactions) {
        check(session.begin());
        check(session.execute(transaction.watermark));
        for (const db::Rows& rows : transaction.rows) check(session.execute(rows));
        for (const std::string& sql : transaction.statements) check(session.execute(sql));
        check(session.commit());
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"The rate at which the database alone takes a day's row changes"};
    std::string config_path;
    bench::DayOptions day;
    size_t batch_events = 2000;
    app.add_option("--config", config_path)->required();
    app.add_option("--day-file", day.file)->required();
    app.add_option("--source", day.source)->required();
    app.add_option("--partitions", day.partitions);
    app.add_option("--events", day.events);
    app.add_option("--batch", batch_events);
    CLI11_PARSE(app, argc, argv);
    service::Startup startup{"bench", config_path};
    const db::DatabaseConfig database = startup.database();
    startup.finish(false);

    const Work work = build(day, batch_events);
    size_t events = 0;
    for (const auto& transactions : work.by_partition) {
        for (const auto& transaction : transactions) events += transaction.events;
    }
    const base::MonoTime begin = base::mono_now();
    std::vector<std::thread> threads;
    for (const auto& transactions : work.by_partition)
        threads.emplace_back([&] { send(database, transactions); });
    for (auto& thread : threads) thread.join();
    const int64_t us = base::mono_now() - begin;
    std::printf("{\"events\": %zu, \"seconds\": %.3f, \"events_per_s\": %.0f}\n", events,
                static_cast<double>(us) / 1e6,
                static_cast<double>(events) * 1e6 / static_cast<double>(us));
    return 0;
}
