#include "consumers/reconciler/book_reader.h"

#include <algorithm>
#include <utility>

#include "common/carry/store.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/partition.h"
#include "common/site/day_store.h"
#include "consumers/reconciler/statements.h"
#include "consumers/reconciler/suspicions.h"

namespace reconciler {

using base::Result;
using base::Status;
using base::Unit;

namespace {

// A transaction writes its rows of the inbox at most this long before it is seen: longer than the
// time-outs of the ledger's session.
constexpr int64_t kInboxOverlapUs = 60'000'000;
constexpr size_t kAccountsOfAStatement = 500;
constexpr size_t kInboxRowsOfAStatement = 20'000;
// A day's streams, each in one partition.
constexpr size_t kStreamsMax = 200'000;
constexpr size_t kToldMax = 1'000;  // rows of a partition in the table `differences`

std::vector<std::vector<std::string>> pieces_of(const std::set<std::string>& accounts) {
    std::vector<std::vector<std::string>> pieces;
    for (const std::string& account : accounts) {
        if (pieces.empty() || pieces.back().size() == kAccountsOfAStatement) pieces.emplace_back();
        pieces.back().push_back(account);
    }
    return pieces;
}

// As select_rows gives that of a position.
std::string key_of(uint32_t day, const carry::Opening& opening) {
    const auto index = [](auto value) { return std::to_string(static_cast<int>(value) + 1); };
    const auto& instrument = opening.key.instrument;
    return opening.account + "|" + std::to_string(day) + "|" + index(instrument.exchange) + "|" +
           index(instrument.segment) + "|" + std::to_string(instrument.token) + "|" +
           index(opening.key.product);
}

Digest digest_of(db::Columns& columns) {
    const int64_t rows = columns.integer();
    return {rows, columns.as<uint64_t>()};
}

}  // namespace

BookReader::BookReader(db::DatabaseConfig config, int32_t partitions, size_t inbox_bytes_max)
    : session_{std::move(config)}, partitions_{partitions}, inbox_bytes_max_{inbox_bytes_max} {}

void BookReader::forget_inbox() {
    inbox_day_ = 0;
    inbox_ = std::make_shared<InboxReadings>();
}

Result<uint32_t> BookReader::open_day() {
    if (Status connected = session_.connect(); !connected.ok()) return connected.error();
    const auto day = site::read_day(session_);
    if (!day.ok()) return day.error();
    return day.value() ? day.value()->day : 0;
}

Result<std::vector<Target>> BookReader::targets() {
    if (Status connected = session_.connect(); !connected.ok()) return connected.error();
    if (Status begun = session_.begin_snapshot(); !begun.ok()) return begun.error();
    auto targets = read_targets();
    session_.rollback();
    return targets;
}

Result<int64_t> BookReader::asked_us() {
    const auto rows = session_.query("SELECT COALESCE(MAX(asked_us),0) FROM reconciler_asked");
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().at(0)}.integer();
}

Result<std::vector<Target>> BookReader::read_targets() {
    const auto day = open_day();
    if (!day.ok()) return day.error();
    std::vector<Target> targets(static_cast<size_t>(partitions_));
    if (day.value() == 0) return targets;
    const auto marks = session_.query(select_marks(day.value(), kStreamsMax + 1));
    if (!marks.ok()) return marks.error();
    const auto passed = session_.query(select_passed(day.value(), kStreamsMax + 1));
    if (!passed.ok()) return passed.error();
    if (marks.value().size() > kStreamsMax || passed.value().size() > kStreamsMax) {
        return base::Error{base::Errc::Retryable, "more than 200000 streams or passed gaps a day"};
    }
    if (Status read = read_inbox(day.value()); !read.ok()) return read.error();
    for (Target& target : targets) {
        target.day = day.value();
        target.inbox = {inbox_, reading_};
    }
    for (const db::Row& row : marks.value()) {
        db::Columns columns{row};
        const auto partition = columns.as<size_t>();
        if (partition >= targets.size()) continue;
        books::StreamId stream{columns.text(), day.value()};
        targets[partition].marks[std::move(stream)] = columns.integer();
    }
    for (const db::Row& row : passed.value()) {
        db::Columns columns{row};
        const auto partition = columns.as<size_t>();
        if (partition >= targets.size()) continue;
        books::StreamId stream{columns.text(), day.value()};
        const int64_t first = columns.integer();
        targets[partition].passed[std::move(stream)].push_back({first, columns.integer()});
    }
    return targets;
}

Status BookReader::read_inbox(uint32_t day) {
    if (day != inbox_day_) {
        forget_inbox();
        inbox_day_ = day;
        inbox_until_us_ = 0;
    }
    ++reading_;
    const int64_t since_us = inbox_until_us_ - kInboxOverlapUs;
    InboxPlace above;
    for (bool more = true; more;) {
        const auto rows =
            session_.query(select_inbox(day, since_us, above, kInboxRowsOfAStatement));
        if (!rows.ok()) return rows.error();
        more = rows.value().size() >= kInboxRowsOfAStatement;
        if (!rows.value().empty()) above = take_inbox(rows.value());
        if (inbox_is_full()) {
            return base::Error{base::Errc::Retryable, "the books have too many of them"};
        }
    }
    return Unit{};
}

// Returns the last one's place.
InboxPlace BookReader::take_inbox(const std::vector<db::Row>& rows) {
    books::InboxKey key;
    key.day = inbox_day_;
    for (const db::Row& row : rows) {
        db::Columns columns{row};
        key.source = columns.text();
        key.id = columns.text();
        key.content = columns.text();
        inbox_->try_emplace(inbox_hash(key), reading_);
        inbox_until_us_ = std::max(inbox_until_us_, columns.integer());
    }
    return {key.source, key.id, key.content};
}

Result<Moment> BookReader::moment(const Question& question,
                                  const std::map<std::string, Digests>& known) {
    if (Status connected = session_.connect(); !connected.ok()) return connected.error();
    if (Status begun = session_.begin_snapshot(); !begun.ok()) return begun.error();
    auto moment = read_moment(question, known);
    session_.rollback();
    return moment;
}

Result<Moment> BookReader::read_moment(const Question& question,
                                       const std::map<std::string, Digests>& known) {
    auto targets = read_targets();
    if (!targets.ok()) return targets.error();
    Moment moment;
    moment.target = targets.value()[static_cast<size_t>(question.partition)];
    const auto swept = sweep(question, known, moment.swept_to);
    if (!swept.ok()) return swept.error();
    std::set<std::string> accounts = swept.value();
    accounts.insert(question.accounts.begin(), question.accounts.end());
    if (Status read = read_told(question, moment); !read.ok()) return read.error();
    for (const auto& [account, lines] : moment.told) {
        if (question.share.has(account)) accounts.insert(account);
    }
    for (const std::string& account : accounts) moment.digests.try_emplace(account);
    const uint32_t day = moment.target.day;
    if (Status read = read_digests(day, accounts, moment); !read.ok()) return read.error();
    if (Status read = read_openings(day, accounts, moment); !read.ok()) return read.error();
    for (const std::string& account : question.detailed) {
        Status read = read_rows(day, account, moment.rows[account]);
        if (!read.ok()) return read.error();
    }
    return moment;
}

bool BookReader::is_of(const std::string& account, int32_t partition) const {
    return events::partition_of(account, partitions_) == partition;
}

Status BookReader::read_told(const Question& question, Moment& moment) {
    const auto rows = session_.query(select_differences(question.partition, partitions_, kToldMax));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        std::string account = columns.text();
        if (is_of(account, question.partition)) {
            const auto day = columns.as<uint32_t>();
            const std::string book = columns.text();
            const std::string kind = columns.text();
            moment.told[std::move(account)].insert(line_of(day, book, kind, columns.text()));
        } else {
            moment.told_elsewhere.insert(std::move(account));
        }
    }
    return Unit{};
}

// The next accounts in alphabetical order, of the tables and of the fold together.
Result<std::set<std::string>> BookReader::sweep(const Question& question,
                                                const std::map<std::string, Digests>& known,
                                                std::string& swept_to) {
    std::set<std::string> found;
    for (const Table table : {Table::Positions, Table::Orders, Table::Trades}) {
        const auto rows =
            session_.query(select_accounts(table, question.sweep_above, question.sweep_accounts));
        if (!rows.ok()) return rows.error();
        for (const db::Row& row : rows.value()) found.insert(*row[0]);
        if (rows.value().size() < question.sweep_accounts) continue;
        const std::string& last = *rows.value().back()[0];
        if (swept_to.empty() || last < swept_to) swept_to = last;
    }
    if (!swept_to.empty()) found.erase(found.upper_bound(swept_to), found.end());
    for (auto one = known.upper_bound(question.sweep_above); one != known.end(); ++one) {
        if (!swept_to.empty() && one->first > swept_to) break;
        found.insert(one->first);
    }
    std::erase_if(found, [&](const std::string& account) {
        return !is_of(account, question.partition) || !question.share.has(account);
    });
    return found;
}

// A day that was loaded from elsewhere begins with whatever was loaded.
Status BookReader::read_openings(uint32_t day, const std::set<std::string>& accounts,
                                 Moment& moment) {
    const auto steps = carry::read_steps(session_);
    if (!steps.ok()) return steps.error();
    const auto step = std::ranges::find(steps.value(), day, &carry::Step::day);
    if (step == steps.value().end() || step->loaded || !step->whole) return Unit{};
    for (const auto& some : pieces_of(accounts)) {
        const auto openings = carry::look(session_, *step, some);
        if (!openings.ok()) return openings.error();
        for (const carry::Opening& one : openings.value().changes) {
            moment.openings[one.account].push_back(key_of(day, one));
        }
    }
    return Unit{};
}

Status BookReader::read_digests(uint32_t day, const std::set<std::string>& accounts,
                                Moment& moment) {
    for (const auto& some : pieces_of(accounts)) {
        for (const Table table : {Table::Positions, Table::Orders, Table::Trades}) {
            const auto rows = session_.query(select_digests(table, day, some));
            if (!rows.ok()) return rows.error();
            for (const db::Row& row : rows.value()) {
                db::Columns columns{row};
                Digests& digests = moment.digests[columns.text()];
                digests[static_cast<size_t>(table)] = digest_of(columns);
                if (table != Table::Trades) continue;
                digests[static_cast<size_t>(Table::Endings)] = digest_of(columns);
            }
        }
    }
    return Unit{};
}

Status BookReader::read_rows(uint32_t day, const std::string& account, LiveRows& rows) {
    for (size_t table = 0; table < kTables; ++table) {
        const auto read = session_.query(
            select_rows(static_cast<Table>(table), day, account, kDetailedRowsMax + 1));
        if (!read.ok()) return read.error();
        for (const db::Row& row : read.value()) {
            db::Columns columns{row};
            std::string key = columns.text();
            rows[table].push_back({std::move(key), columns.as<uint32_t>()});
        }
    }
    return Unit{};
}

Status BookReader::note(int32_t partition, uint32_t day, const Correction& correction,
                        const Standing& standing) {
    if (Status connected = session_.connect(); !connected.ok()) return connected;
    if (Status begun = session_.begin(); !begun.ok()) return begun;
    std::vector<std::string> statements;
    if (!correction.accounts.empty()) {
        statements.push_back(forget_differences(partition, partitions_, correction.accounts));
    }
    if (!correction.rows.empty()) {
        statements.push_back(insert_differences(partition, day, correction.rows));
    }
    statements.push_back(note_round(partition, day, standing));
    for (const std::string& sql : statements) {
        if (const auto done = session_.execute(sql); !done.ok()) {
            session_.rollback();
            return done.error();
        }
    }
    return session_.commit();
}

}  // namespace reconciler
