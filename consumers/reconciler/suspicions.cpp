#include "consumers/reconciler/suspicions.h"

#include <algorithm>

#include "consumers/reconciler/row_hash.h"

namespace reconciler {
namespace {

// Of an account, and of the partition: the table `differences` takes 200 of a partition, one of
// each account first.
constexpr size_t kRowsOfAccount = 200;
constexpr size_t kRowsOfPartition = 2'000;

int64_t differing_tables(const Digests& live, const Digests& folded) {
    int64_t count = 0;
    for (size_t table = 0; table < kTables; ++table) count += live[table] != folded[table] ? 1 : 0;
    return count;
}

// One row that holds as much as all of these (docs/squareoff.md). A position holds more than an
// order, an order more than a trade.
Difference row_for_all(const std::vector<Difference>& rows) {
    const auto weight = [](const Difference& one) {
        if (one.table == Table::Positions) return 2;
        return one.table == Table::Orders && one.kind != Kind::Extra ? 1 : 0;
    };
    Difference all = *std::ranges::max_element(rows, {}, weight);
    if (weight(all) > 0) all.kind = Kind::Altered;
    all.key_hash = 0;
    all.key.clear();
    return all;
}

const std::vector<std::string>& openings_of(const Moment& moment, const std::string& account) {
    static const std::vector<std::string> none;
    const auto found = moment.openings.find(account);
    return found == moment.openings.end() ? none : found->second;
}

// A row may differ in what was traded as well.
void add_openings(const std::string& account, const std::vector<std::string>& openings,
                  std::vector<Difference>& differing) {
    for (const std::string& key : openings) {
        const auto is_named = [&](const Difference& one) {
            return one.table == Table::Positions && one.key == key;
        };
        if (std::ranges::any_of(differing, is_named)) continue;
        differing.push_back({account, Table::Positions, Kind::Altered, key_hash(key), key, 0});
    }
}

using Lines = std::map<std::string, std::set<std::string>>;

const std::set<std::string>& lines_of(const Lines& all, const std::string& account) {
    static const std::set<std::string> none;
    const auto found = all.find(account);
    return found == all.end() ? none : found->second;
}

}  // namespace

std::vector<Difference> differing_rows(const std::string& account, const LiveRows& live,
                                       const Digests& digests, const DayBooks& books) {
    std::vector<Difference> found;
    for (size_t index = 0; index < kTables; ++index) {
        const auto table = static_cast<Table>(index);
        const Digest folded_digest = books.digests(account)[index];
        if (live[index].size() > kDetailedRowsMax ||
            folded_digest.rows > static_cast<int64_t>(kDetailedRowsMax)) {
            if (digests[index] != folded_digest)
                found.push_back({account, table, Kind::Altered, 0, "", 0});
            continue;
        }
        std::map<uint64_t, uint32_t> folded = books.rows(table, account);
        for (const LiveRow& row : live[index]) {
            const uint64_t hash = key_hash(row.key);
            const auto same = folded.find(hash);
            if (same == folded.end()) {
                found.push_back({account, table, Kind::Extra, hash, row.key, 0});
                continue;
            }
            if (same->second != row.checksum) {
                found.push_back({account, table, Kind::Altered, hash, row.key, 0});
            }
            folded.erase(same);
        }
        for (const auto& [hash, checksum] : folded) {
            found.push_back({account, table, Kind::Missing, hash, "", 0});
        }
    }
    return found;
}

Correction correction_of(const Moment& moment, const std::vector<Difference>& found,
                         const std::set<std::string>& undecided) {
    Lines wanted;
    for (const Difference& one : found) {
        wanted[one.account].insert(line_of(moment.target.day, one));
    }
    Correction correction;
    correction.accounts = moment.told_elsewhere;
    for (const auto& [account, digests] : moment.digests) {
        if (undecided.contains(account)) continue;
        if (lines_of(moment.told, account) != lines_of(wanted, account)) {
            correction.accounts.insert(account);
        }
    }
    for (const Difference& one : found) {
        if (correction.accounts.contains(one.account)) correction.rows.push_back(one);
    }
    return correction;
}

std::set<std::string> listed_after(const Moment& moment, const Correction& correction) {
    std::set<std::string> listed;
    for (const auto& [account, lines] : moment.told) {
        if (!correction.accounts.contains(account)) listed.insert(account);
    }
    for (const Difference& one : correction.rows) listed.insert(one.account);
    return listed;
}

void Suspicions::compare(const Moment& moment, const DayBooks& books, int64_t now_us) {
    ++comparisons_;
    beyond_.clear();
    for (const auto& [account, live] : moment.digests) {
        const auto& openings = openings_of(moment, account);
        const int64_t tables =
            differing_tables(live, books.digests(account)) + (openings.empty() ? 0 : 1);
        if (tables == 0) {
            const auto found = accounts_.find(account);
            if (found == accounts_.end()) continue;
            keep_rows(found->second, {});
            accounts_.erase(found);
            continue;
        }
        if (accounts_.size() >= kSuspectsMax && !accounts_.contains(account)) {
            beyond_.insert(account);
            continue;
        }
        const auto [place, fresh] = accounts_.try_emplace(account);
        Suspect& suspect = place->second;
        if (fresh) {
            suspect.since_us = now_us;
            continue;
        }
        suspect.confirmed = true;
        const auto rows = moment.rows.find(account);
        if (rows == moment.rows.end()) {
            suspect.differing =
                std::max<int64_t>(tables, static_cast<int64_t>(suspect.rows.size()));
            continue;
        }
        suspect.detailed = comparisons_;
        std::vector<Difference> differing = differing_rows(account, rows->second, live, books);
        add_openings(account, openings, differing);
        suspect.differing = std::max<int64_t>(tables, static_cast<int64_t>(differing.size()));
        keep_rows(suspect, std::move(differing));
    }
}

void Suspicions::keep_rows(Suspect& suspect, std::vector<Difference> rows) {
    kept_rows_ -= suspect.rows.size();
    const size_t room = kRowsOfPartition - std::min(kRowsOfPartition, kept_rows_);
    rows.resize(std::min({rows.size(), kRowsOfAccount, std::max<size_t>(room, 1)}));
    for (Difference& row : rows) row.since_us = suspect.since_us;
    suspect.rows = std::move(rows);
    kept_rows_ += suspect.rows.size();
}

void Suspicions::forget_unconfirmed() {
    std::erase_if(accounts_, [](const auto& one) { return !one.second.confirmed; });
}

std::set<std::string> Suspicions::accounts(const Share& share) const {
    std::set<std::string> names;
    for (const auto& [account, suspect] : accounts_) {
        if (share.has(account)) names.insert(account);
    }
    return names;
}

std::set<std::string> Suspicions::undecided() const {
    std::set<std::string> names = beyond_;
    for (const auto& [account, suspect] : accounts_) {
        if (!suspect.confirmed || suspect.rows.empty()) names.insert(account);
    }
    return names;
}

bool Suspicions::unconfirmed() const {
    return std::ranges::any_of(accounts_, [](const auto& one) { return !one.second.confirmed; });
}

std::set<std::string> Suspicions::confirmed_names() const {
    std::set<std::string> names;
    for (const auto& [account, suspect] : accounts_) {
        if (suspect.confirmed) names.insert(account);
    }
    return names;
}

// Each account has its rows, or where there is no room for all of them, or not all are known, one
// that stands for all: exits are held by them.
std::vector<Difference> Suspicions::confirmed(size_t most) const {
    const auto has_rows = [](const auto& one) { return !one.second.rows.empty(); };
    const auto accounts = static_cast<size_t>(std::ranges::count_if(accounts_, has_rows));
    size_t room = most - std::min(most, accounts);  // beyond one row of each
    std::vector<Difference> rows;
    for (const auto& [account, suspect] : accounts_) {
        if (suspect.rows.empty()) continue;
        if (rows.size() >= most) break;
        const size_t more = suspect.rows.size() - 1;
        const bool whole = static_cast<int64_t>(suspect.rows.size()) >= suspect.differing;
        if (whole && more <= room) {
            room -= more;
            rows.insert(rows.end(), suspect.rows.begin(), suspect.rows.end());
        } else {
            rows.push_back(row_for_all(suspect.rows));
        }
    }
    return rows;
}

std::vector<std::string> Suspicions::to_be_detailed(size_t most, const Share& share) const {
    std::vector<std::pair<uint64_t, std::string>> all;
    for (const auto& [account, suspect] : accounts_) {
        if (share.has(account)) all.emplace_back(suspect.detailed, account);
    }
    std::ranges::sort(all);
    std::vector<std::string> names;
    for (const auto& [detailed, account] : all) {
        if (names.size() < most) names.push_back(account);
    }
    return names;
}

int64_t Suspicions::confirmed_count() const {
    int64_t count = 0;
    for (const auto& [account, suspect] : accounts_) {
        if (suspect.confirmed) count += suspect.differing;
    }
    return count;
}

}  // namespace reconciler
