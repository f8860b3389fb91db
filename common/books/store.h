#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/books/backdated.h"
#include "common/books/carrying.h"
#include "common/books/parked.h"
#include "common/books/posting.h"
#include "common/books/sequencer.h"
#include "common/books/telling.h"
#include "common/db/session.h"

namespace books {

// How a transaction ended, apart from errors.
enum class Verdict {
    Committed,
    Fenced,   // a watermark is not where it was thought: read them again
    Repeats,  // a trade stands in the books already: apply again, carefully
    Renamed,  // an order's row bears another client order id: apply again, carefully
    Paused,   // an operator wants the partition's events to wait
};

struct Applied {
    Verdict verdict{};
    size_t applied = 0;
    size_t repeats = 0;
    size_t renamed = 0;  // names of numbered orders that were kept
    std::vector<const events::Refusal*> parked;
    size_t cut = 0;         // of those: without the whole body
    int64_t corrected = 0;  // positions that a later day began with
    int64_t commit_us = 0;  // time that COMMIT took
};

// The reading in front of a fold. Without care it reads what corrections need, and trusts
// the database to refuse the rest.
struct Care {
    bool trades = false;  // every trade's own key, so that a repeat is told from a new one
    bool sums = false;    // the positions, so that a trade that does not fit is refused alone
    bool names = false;   // the client order ids of the orders' rows, so that none is lost
};

// Whether transactions look for a pause first (gate.h): those of the live books must.
enum class Gate { None, Obeyed };

// The books in the database, as one partition's worker sees them. One thread at a time; calls
// block.
class Store {
  public:
    Store(db::DatabaseConfig config, int32_t partition, std::string owner, Gate gate = Gate::None,
          ParkedLimits parked = {});

    [[nodiscard]] base::Status connect();
    void close() { session_.close(); }
    // For what the worker asks beside the books; between transactions.
    [[nodiscard]] db::Session& session() { return session_; }

    [[nodiscard]] base::Result<std::optional<int64_t>> watermark(const StreamId& stream);
    // Forgets what was read of the books: somebody else may have written them.
    void forget() { waiting_.clear(); }

    // Follows what another store has decided on corrections of earlier days' trades, whose books
    // are not these; else they are decided here, where a gate is obeyed. Before the first apply.
    void follow(std::map<BackdatedKey, Decision> decisions) {
        followed_ = Earlier{{}, {}, true, std::move(decisions)};
    }

    // One transaction: moves the watermarks, applies `plan.apply`, commits. Either all of it
    // happens or nothing.
    using Refuse = std::function<const events::Refusal*(Item&, std::string reason)>;
    [[nodiscard]] base::Result<Applied> apply(const Plan& plan, Care care, const Refuse& refuse);

    // Judges the items by the books as they stand now: those that cannot be applied are
    // refused by `refuse`. Writes nothing.
    [[nodiscard]] base::Status judge(const std::vector<Item*>& items, const Refuse& refuse);

  private:
    base::Result<Verdict> enter(const Plan& plan);
    base::Result<Verdict> move_watermarks(const Plan& plan);
    base::Result<std::vector<Item*>> drop_known(const std::vector<Item*>& items, Applied& applied);
    base::Status write(const Posting& posting, Applied& applied);
    base::Status write_orders(const Posting& posting);
    base::Result<bool> renamed();
    base::Result<KnownOrders> known_orders(const std::vector<Item*>& items, bool careful);
    base::Status read_borne_names(const std::vector<Item*>& items, KnownOrders& known);
    base::Status learn_days(const std::set<uint32_t>& days);
    void remember_names();
    void after_rollback(const base::Result<Applied>& applied);
    base::Result<Earlier> look_back(const std::vector<Item*>& items,
                                    const std::vector<KnownTrade>& known);
    base::Result<KnownSums> known_sums(const std::vector<Item*>& items);
    base::Result<Posting> fold_carefully(const std::vector<Item*>& items, Care care,
                                         const Refuse& refuse);
    base::Result<Applied> apply_in_transaction(const Plan& plan, Care care, const Refuse& refuse);

    db::Session session_;
    const int32_t partition_;
    const std::string owner_;
    const Gate gate_;
    const ParkedLimits parked_;
    std::optional<Earlier> followed_;
    Carrying carrying_;  // of the live books alone: behind a gate that is obeyed
    // Orders that have no number yet, of the days that events come for; mostly few. As committed.
    WaitingOrders waiting_;
    // The names that the transaction under way writes and deletes.
    OrderNames named_;
    OrderNames numbered_;
    Telling telling_;  // of the live books
};

}  // namespace books
