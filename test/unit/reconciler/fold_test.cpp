// The reconciler's books are those of the ledger, however the live books move on meanwhile.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "common/base/crc32.h"
#include "consumers/reconciler/partition_fold.h"
#include "consumers/reconciler/row_hash.h"
#include "consumers/reconciler/statements.h"
#include "test/unit/books/random_stream.h"
#include "test/unit/books/worker_model.h"
#include "test/unit/seed.h"

using reconciler::Digests;
using reconciler::PartitionFold;
using reconciler::Share;
using reconciler::Table;

namespace {

constexpr size_t kRoom = 1'000'000;

reconciler::Digest& of(Digests& digests, Table table) {
    return digests[static_cast<size_t>(table)];
}

std::string row_text(const books::KnownTrade& row) {
    return row.account + "|" + std::to_string(row.day) + "|" +
           std::to_string(static_cast<int>(row.exchange) + 1) + "|" +
           std::to_string(static_cast<int>(row.segment) + 1) + "|" + row.id;
}

// The same digests out of whole rows, as the database would make them.
std::map<std::string, Digests> digests_of(const Tables& tables) {
    std::map<std::string, Digests> accounts;
    for (const auto& [id, row] : tables.trades) {
        const std::string key = row_text(row);
        std::string text = key;
        for (const std::string& column :
             {row.trade_no, row.exchange_order_id, row.client_order_id, std::to_string(row.token),
              std::to_string(static_cast<int>(row.product) + 1),
              std::to_string(static_cast<int>(row.side) + 1), std::to_string(row.quantity),
              std::to_string(row.price), std::to_string(static_cast<int>(row.action) + 1), row.ref,
              std::to_string(row.exchange_time_us)}) {
            text.append("|").append(column);
        }
        Digests& digests = accounts[row.account];
        of(digests, Table::Trades).add(base::crc32(text));
        if (row.state == books::TradeState::Live) continue;
        const std::string ending = key + "|" + std::to_string(static_cast<int>(row.state) + 1);
        of(digests, Table::Endings).add(base::crc32(ending + "|" + row.settled_by));
    }
    events::Decoder decoder{1};
    for (const auto& [id, json] : tables.orders) {
        const events::Batch batch = decoder.decode(json, "");
        REQUIRE(batch.events.size() == 1);
        const events::Event& event = batch.events[0];
        const std::string key = reconciler::order_key(event);
        of(accounts[std::string{event.account}], Table::Orders)
            .add(reconciler::order_checksum(key, {&event, books::standing_of(event)}));
    }
    for (const auto& [id, sums] : tables.positions) {
        if (sums == books::Sums{}) continue;
        const auto& [account, day, exchange, segment, token, product] = id;
        const books::PositionChange row{account,
                                        day,
                                        static_cast<events::Exchange>(exchange),
                                        static_cast<events::Segment>(segment),
                                        token,
                                        static_cast<events::Product>(product),
                                        sums};
        of(accounts[account], Table::Positions)
            .add(reconciler::position_checksum(reconciler::position_key(row), sums));
    }
    return accounts;
}

reconciler::Target target_of(const Tables& tables) {
    reconciler::Target target;
    target.day = make_order().day;
    for (const auto& [stream, mark] : tables.watermarks) target.marks[stream] = mark.value_or(0);
    auto inbox = std::make_shared<reconciler::InboxReadings>();
    for (const books::InboxKey& key : tables.inbox) {
        inbox->emplace(reconciler::inbox_hash(key), 1);
    }
    target.inbox = {inbox, 1};
    return target;
}

void require_same(const PartitionFold& fold, const Tables& tables, const Share& share = {}) {
    std::map<std::string, Digests> expected = digests_of(tables);
    std::erase_if(expected, [&](const auto& one) { return !share.has(one.first); });
    for (const auto& [account, digests] : fold.books().accounts()) expected.try_emplace(account);
    for (const auto& [account, digests] : expected) {
        CAPTURE(account);
        for (size_t table = 0; table < reconciler::kTables; ++table) {
            CAPTURE(table);
            REQUIRE(fold.books().digests(account)[table].rows == digests[table].rows);
            REQUIRE(fold.books().digests(account)[table].sum == digests[table].sum);
        }
    }
}

// Live books that lag by a random number of messages, looked at now and then.
// With `own_accounts` the order among sources does not matter. With `halve` the fold keeps half of
// the accounts from some moment on, and half of those from another.
void follow(uint64_t seed, reconciler::HeldLimits room, bool own_accounts, bool halve = false) {
    std::mt19937_64 random{seed};
    RandomStream streams[] = {{"a", seed, true, own_accounts},
                              {"b", seed + 1000, true, own_accounts},
                              {"c", seed + 2000, false, own_accounts}};
    std::vector<std::string> messages;
    for (int i = 0; i < 30; ++i) messages.push_back(streams[random() % 3].message(6));
    events::Decoder decoder{1};
    Tables tables;
    WorkerModel ledger{tables, 0};
    PartitionFold fold{0, room};
    Share share;
    size_t read = 0;
    for (size_t booked = 0; booked < messages.size();) {
        for (uint64_t more = random() % 6; more > 0 && read < messages.size(); --more, ++read) {
            fold.take(static_cast<int64_t>(read), decoder.decode(messages[read], ""));
        }
        // One message at a time, each looked at: events of different streams keep their order.
        ledger.deliver(booked + 1, messages[booked]);
        while (ledger.step(100)) {
        }
        (void)ledger.acknowledged();
        ++booked;
        if (halve && share.of < 4 && random() % 8 == 0) {
            share = share.half();
            fold.narrow(share);
        }
        const reconciler::Target target = target_of(tables);
        auto state = fold.advance(target);
        const auto numberless_are_here = [&] {
            return target.inbox.all_of([&](const auto& key) { return fold.has_numberless(key); });
        };
        for (int tries = 0; !state.reached || read < booked || !numberless_are_here(); ++tries) {
            REQUIRE(tries < 200);
            if (const auto from = fold.take_rewind()) read = static_cast<size_t>(*from);
            if (read < messages.size() && read <= booked) {
                fold.take(static_cast<int64_t>(read), decoder.decode(messages[read], ""));
                ++read;
            }
            state = fold.advance(target);
        }
        require_same(fold, tables, share);
    }
}

}  // namespace

TEST_CASE("reconciler/fold: the same books as the ledger's at every moment") {
    const Seeds runs = seeds(200);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        follow(seed, {kRoom, kRoom * 1'000}, false);
    }
}

TEST_CASE("reconciler/fold: what finds no room is read again") {
    const Seeds runs = seeds(100);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        follow(seed, {12, kRoom * 1'000}, true);
    }
}

TEST_CASE("reconciler/fold: bytes that find no room are read again") {
    const Seeds runs = seeds(100);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        follow(seed, {kRoom, 8'000}, true);  // two messages
    }
}

TEST_CASE("reconciler/fold: half of the accounts, kept at any moment, are as if they were alone") {
    const Seeds runs = seeds(100);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        follow(seed, {kRoom, kRoom * 1'000}, true, true);
    }
}

TEST_CASE("reconciler/fold: a trade that its position does not hold is in neither books") {
    constexpr int64_t kQuantity = 100'000;
    constexpr int64_t kPrice = 1'000'000'000;  // together the largest value that a trade may have
    constexpr int64_t kFit = books::kSumMax / (kQuantity * kPrice);
    PartitionFold fold{0, {200'000, kRoom * 1'000}};
    events::Decoder decoder{1};
    events::Event event = make_trade();
    auto& trade = std::get<events::Trade>(event.body);
    trade.quantity = kQuantity;
    trade.price = kPrice;
    const std::string source{event.source};
    for (event.seq = 1; event.seq <= kFit + 2; ++event.seq) {
        const std::string id = "T" + std::to_string(event.seq);
        event.id = id;
        event.partition = 0;
        fold.take(event.seq, decoder.decode(text_of(event), ""));
    }
    reconciler::Target target;
    target.day = event.day;
    target.marks[{source, target.day}] = kFit + 2;
    CHECK(fold.advance(target).reached);
    const Digests digests = fold.books().digests(std::string{event.account});
    CHECK(digests[static_cast<size_t>(Table::Trades)].rows == kFit);
    const books::PositionChange row{
        event.account, event.day, event.exchange, event.segment, event.token, event.product, {}};
    const books::Sums sums{kFit * kQuantity, kFit * kQuantity * kPrice, 0, 0};
    CHECK(digests[static_cast<size_t>(Table::Positions)].sum ==
          reconciler::position_checksum(reconciler::position_key(row), sums));
}

TEST_CASE(
    "reconciler/fold: targets share one set of events without a number, each sees its moment") {
    const books::InboxKey one{"s", 20260803, "E1", "c"};
    const books::InboxKey older{"s", 20260803, "E2", ""};
    const books::InboxKey later{"s", 20260803, "E3", "c"};
    auto all = std::make_shared<reconciler::InboxReadings>();
    all->emplace(reconciler::inbox_hash(one), 1);
    all->emplace(reconciler::inbox_hash(older), 1);
    const reconciler::InboxMoment first{all, 1};
    const uint64_t last = reconciler::inbox_hash(later);
    all->emplace(last, 2);
    const reconciler::InboxMoment second{all, 2};
    CHECK(first.has(one));
    CHECK(first.has({"s", 20260803, "E2", "any"}));
    CHECK_FALSE(first.has(later));
    CHECK(second.has(later));
    CHECK(first.all_of([&](const auto& key) { return key != last; }));
    CHECK_FALSE(second.all_of([&](const auto& key) { return key != last; }));
    CHECK(reconciler::InboxMoment{}.all_of([](const auto&) { return false; }));
    CHECK_FALSE(reconciler::InboxMoment{}.has(one));
}

TEST_CASE("reconciler/fold: a hole below the mark is told, and a later day begins anew") {
    RandomStream stream{"a", 7, true, true};
    events::Decoder decoder{1};
    PartitionFold fold{0, {}};
    (void)stream.message(1);
    fold.take(1, decoder.decode(stream.message(1), ""));
    reconciler::Target target;
    target.day = make_order().day;
    target.marks[{"a", target.day}] = 2;
    const auto state = fold.advance(target);
    CHECK_FALSE(state.reached);
    CHECK(state.gap);
    CHECK(fold.held() == 1);
    target.passed[{"a", target.day}] = {{1, 1}};
    CHECK(fold.advance(target).reached);
    target.marks.begin()->second = 1;  // the books were put back
    CHECK_FALSE(fold.advance(target).reached);
    reconciler::Target next;
    next.day = target.day + 1;
    CHECK(fold.advance(next).reached);
    CHECK(fold.books().accounts().empty());
}

TEST_CASE(
    "reconciler/row_hash: what the exchange wrote and what decides belong to an order's row") {
    events::Event event = make_order();
    const std::string key = reconciler::order_key(event);
    const books::OrderStanding standing = books::standing_of(event);
    const uint32_t checksum = reconciler::order_checksum(key, {&event, standing});
    books::OrderStanding other = standing;
    other.bytes[23] = static_cast<char>(other.bytes[23] ^ 1);
    CHECK(reconciler::order_checksum(key, {&event, other}) != checksum);
    std::get<events::Order>(event.body).as_sent = "59=9";
    CHECK(reconciler::order_checksum(key, {&event, standing}) != checksum);
}

TEST_CASE("reconciler/statements: the columns are those of the record's list, an ending's apart") {
    const std::string orders = reconciler::select_rows(Table::Orders, 20260803, "A", 5);
    CHECK(orders.find(",exchange_time_us,as_sent,HEX(standing)))") != std::string::npos);
    const std::string trades = reconciler::select_rows(Table::Trades, 20260803, "A", 5);
    CHECK(trades.find(",action+0,ref,exchange_time_us))") != std::string::npos);
    const std::string endings = reconciler::select_rows(Table::Endings, 20260803, "A", 5);
    CHECK(endings.find(",id,state+0,settled_by))") != std::string::npos);
    const std::string positions = reconciler::select_rows(Table::Positions, 20260803, "A", 5);
    CHECK(positions.find("open_") == std::string::npos);
}
