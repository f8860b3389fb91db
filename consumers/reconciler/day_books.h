#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/books/posting.h"
#include "consumers/reconciler/share.h"

namespace reconciler {

// The tables that are compared, each by itself.
enum class Table { Positions, Orders, Trades, Endings };
inline constexpr std::string_view kTableNames[] = {"positions", "orders", "trades", "trades_ended"};
inline constexpr size_t kTables = 4;

// Of some rows, in whatever order.
struct Digest {
    int64_t rows = 0;
    uint64_t sum = 0;  // of their checksums

    void add(uint32_t checksum) { ++rows, sum += checksum; }
    void remove(uint32_t checksum) { --rows, sum -= checksum; }
    friend bool operator==(const Digest&, const Digest&) = default;
};
using Digests = std::array<Digest, kTables>;

// The books of one partition and day, small enough that a day's millions of rows fit in memory: of
// an order or trade only what later events need, and the row's checksum. Values in, values out; one
// thread at a time.
class DayBooks {
  public:
    // Which of the trades the books have, for books::fold. `items`: those that will be folded; the
    // books keep no texts, so what an event repeats is told by its checksum.
    [[nodiscard]] std::vector<books::KnownTrade> known(
        const std::vector<books::TradeKey>& keys, const std::vector<books::Item*>& items) const;
    // Which orders have no number yet, and which of the run's have one already.
    [[nodiscard]] books::KnownOrders known_orders(const std::vector<books::Item*>& items) const;
    // The sums of these positions; one without a row is not in it.
    [[nodiscard]] books::KnownSums sums(const std::vector<books::PositionKey>& positions) const;
    void apply(const books::Posting& posting);

    // By account; all zero where the fold knows no such account.
    [[nodiscard]] Digests digests(const std::string& account) const;
    [[nodiscard]] const std::map<std::string, Digests>& accounts() const { return accounts_; }
    // Accounts that have changed since the last call.
    [[nodiscard]] std::set<std::string> take_touched() { return std::exchange(touched_, {}); }
    // All rows of a table of an account: checksum by hash of the key. Looks at every row of the
    // day.
    [[nodiscard]] std::map<uint64_t, uint32_t> rows(Table table, const std::string& account) const;
    [[nodiscard]] size_t row_count() const {
        return orders_.size() + trades_.size() + positions_.size();
    }
    // Forgets the rows of accounts that are not of the share.
    void keep(const Share& share);
    // Memory of all books: 72 bytes an order and 40 for each of its names, 80 a trade, about 250 an
    // account.
    [[nodiscard]] size_t bytes() const;

  private:
    using Account = std::map<std::string, Digests>::value_type*;  // stays where it is

    struct OrderState {
        Account account = nullptr;
        books::OrderStanding standing;
        uint32_t checksum = 0;
        bool numbered = false;  // by the state that stands
    };
    struct TradeState {
        Account account = nullptr;
        int64_t quantity = 0;
        int64_t price = 0;
        uint32_t checksum = 0;
        uint32_t token = 0;
        events::Product product{};
        events::Side side{};
        books::TradeState state{};
    };
    struct Ending {
        uint64_t settled_by = 0;  // its hash
        uint32_t checksum = 0;
    };
    struct PositionState {
        Account account = nullptr;
        books::Sums sums;
        uint32_t checksum = 0;
    };

    Account account_of(std::string_view account);
    Digest& digest(Account account, Table table) {
        return account->second[static_cast<size_t>(table)];
    }
    void apply_order(const books::OrderRow& row);
    void remember_name(const books::OrderName& name, const books::OrderNameView& number,
                       Account account);
    void add_trade(const books::TradeRow& row);
    void end_trade(const books::TradeKey& key, books::TradeState state,
                   std::string_view settled_by);
    void change_position(const books::PositionChange& change);
    [[nodiscard]] books::KnownTrade rebuilt(const books::TradeKey& key, uint64_t hash,
                                            const TradeState& state,
                                            const std::vector<books::Item*>& items) const;

    std::map<std::string, Digests> accounts_;
    std::set<std::string> touched_;
    void forget_named(const books::OrderName& name);

    books::WaitingOrders waiting_;  // orders without a number
    // Names that orders with a number have borne, and numbers of orders with another name: what
    // comes under one of them without a number changes nothing. As hashes.
    std::unordered_map<uint64_t, Account> numbered_;
    std::unordered_map<uint64_t, OrderState> orders_;
    std::unordered_map<uint64_t, TradeState> trades_;
    std::unordered_map<uint64_t, Ending> endings_;
    std::unordered_map<uint64_t, PositionState> positions_;
};

}  // namespace reconciler
