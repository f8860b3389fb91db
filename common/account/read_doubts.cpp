#include "common/account/read_doubts.h"

#include <array>
#include <charconv>

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace account {

using base::Result;

namespace {

// Rows of one account; one that has more is held as a whole. And rows that are read at once.
constexpr int64_t kDoubtsMax = 500;
constexpr int64_t kRowsAtOnce = 5'000;

// The numbers of "account|day|exchange|segment|token|product"; ENUMs count from 1.
std::optional<std::array<uint32_t, 4>> numbers_of(std::string_view row_key) {
    std::array<uint32_t, 4> numbers{};
    for (size_t skip = 0; skip < 2; ++skip) {
        const size_t bar = row_key.find('|');
        if (bar == std::string_view::npos) return std::nullopt;
        row_key.remove_prefix(bar + 1);
    }
    for (uint32_t& number : numbers) {
        const auto read = std::from_chars(row_key.data(), row_key.data() + row_key.size(), number);
        if (read.ec != std::errc{} || number == 0) return std::nullopt;
        row_key = {read.ptr, static_cast<size_t>(row_key.data() + row_key.size() - read.ptr)};
        if (!row_key.empty()) row_key.remove_prefix(1);
    }
    return numbers;
}

// Its account is the original's, and it counts once the parked row is settled: until then that row
// is the doubt.
constexpr const char* kOriginals =
    " AND side='parked' AND NOT EXISTS (SELECT 1 FROM parked p WHERE p.digest=e.digest)";

// What an earlier day's books lack, today's position lacks, too; 0 is no day. By account how many
// rows there are, by an index alone.
std::string count_doubts(const std::vector<std::string>& accounts, uint32_t day) {
    const std::string named = " WHERE account IN " + db::text_list(accounts);
    const std::string today = std::to_string(day);
    return "SELECT account,COUNT(*) FROM (SELECT account FROM parked" + named +
           " AND day<=" + today + " UNION ALL SELECT account FROM edited_events" + named +
           " AND day IN (0," + today + ") UNION ALL SELECT account FROM differences" + named +
           " AND day=" + today + ") AS doubts GROUP BY account";
}

std::string select_doubts(const std::vector<std::string>& accounts, uint32_t day) {
    const std::string named = " WHERE account IN " + db::text_list(accounts);
    const std::string today = std::to_string(day);
    return "SELECT 1,account,short_body,'','' FROM parked" + named + " AND day<=" + today +
           " UNION ALL SELECT 1,account,short_body,'','' FROM edited_events e" + named +
           " AND day IN (0," + today + ")" + kOriginals +
           " UNION ALL SELECT 2,account,short_body,'','' FROM edited_events" + named +
           " AND day=" + today +
           " AND side='sent' UNION ALL SELECT 3,account,row_key,CONCAT(book,''),CONCAT(kind,'') "
           "FROM differences" +
           named + " AND day=" + today;
}

using Doubts = std::map<std::string, std::vector<Doubt>>;

void take(const db::Row& row, Doubts& doubts) {
    db::Columns columns{row};
    const int64_t source = columns.integer();
    const std::string account = columns.text();
    const std::string text = columns.text();
    if (source == 3) {
        const std::string book = columns.text();
        const std::string kind = columns.text();
        if (book == "positions" && kind == "missing") {
            doubts[account].push_back({Doubt::Kind::Lacking, {}});
        } else if (const auto outline = outline_of_difference(book, kind, text)) {
            doubts[account].push_back({Doubt::Kind::Differs, *outline});
        }
        return;
    }
    const events::Outline event = events::outline_of(text).value_or(events::Outline{});
    if (event.kind == "command") return;  // a command that was no good is no event
    doubts[account].push_back({source == 1 ? Doubt::Kind::Parked : Doubt::Kind::Edited, event});
}

base::Status read_some(db::Session& session, const std::vector<std::string>& accounts, uint32_t day,
                       Doubts& doubts) {
    if (accounts.empty()) return base::Unit{};
    const auto rows = session.query(select_doubts(accounts, day));
    if (!rows.ok()) return rows.error();
    for (const db::Row& row : rows.value()) take(row, doubts);
    return base::Unit{};
}

}  // namespace

std::optional<events::Outline> outline_of_difference(const std::string& book,
                                                     const std::string& kind,
                                                     const std::string& row_key) {
    events::Outline outline;
    if (book == "orders") {
        // One that the books do not have could still fill. One that only they have takes nothing.
        return kind == "extra" ? std::nullopt : std::optional{outline};
    }
    // Trades that differ without moving a position; a position that the books do not have at all is
    // no larger, but the customer has to be told of it.
    if (book != "positions" || kind == "missing") return std::nullopt;
    if (row_key.empty()) return outline;  // it stands for all of the account
    const auto numbers = numbers_of(row_key);
    if (!numbers) return outline;
    outline.exchange = static_cast<events::Exchange>((*numbers)[0] - 1);
    outline.segment = static_cast<events::Segment>((*numbers)[1] - 1);
    outline.token = (*numbers)[2];
    outline.product = static_cast<events::Product>((*numbers)[3] - 1);
    return outline;
}

Result<std::map<std::string, std::vector<Doubt>>> read_doubts(
    db::Session& session, const std::vector<std::string>& accounts, uint32_t day) {
    Doubts doubts;
    if (accounts.empty()) return doubts;
    const auto counts = session.query(count_doubts(accounts, day));
    if (!counts.ok()) return counts.error();
    std::vector<std::string> some;
    int64_t rows = 0;
    for (const db::Row& row : counts.value()) {
        db::Columns columns{row};
        std::string account = columns.text();
        const int64_t its = columns.integer();
        if (its > kDoubtsMax) {
            doubts[account].push_back({Doubt::Kind::Parked, {}});
            continue;
        }
        if (rows + its > kRowsAtOnce) {
            if (auto done = read_some(session, some, day, doubts); !done.ok()) return done.error();
            some.clear();
            rows = 0;
        }
        some.push_back(std::move(account));
        rows += its;
    }
    if (auto done = read_some(session, some, day, doubts); !done.ok()) return done.error();
    return doubts;
}

}  // namespace account
