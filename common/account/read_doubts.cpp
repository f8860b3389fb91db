#include "common/account/read_doubts.h"

#include <array>
#include <charconv>

#include "common/db/columns.h"
#include "common/db/literal.h"

namespace account {

using base::Result;

namespace {

constexpr int64_t kDoubtsMax = 10'000;  // of one look; an account that has more is held as a whole

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

std::string select_doubts(const std::vector<std::string>& accounts, uint32_t day) {
    const std::string named = " WHERE account IN " + db::text_list(accounts);
    const std::string today = std::to_string(day);
    return "SELECT 1,account,body,'','' FROM parked" + named + " AND day IN (0," + today +
           ") UNION ALL SELECT 2,account,body,'','' FROM edited_events" + named +
           " AND day=" + today +
           " UNION ALL SELECT 3,account,row_key,CONCAT(book,''),CONCAT(kind,'') FROM " +
           "differences" + named + " AND day=" + today + " LIMIT " + std::to_string(kDoubtsMax);
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
    // Trades that differ without moving a position; a position that the books do not have at all.
    if (book != "positions" || row_key.empty()) return std::nullopt;
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
    std::map<std::string, std::vector<Doubt>> doubts;
    if (accounts.empty()) return doubts;
    const auto rows = session.query(select_doubts(accounts, day));
    if (!rows.ok()) return rows.error();
    if (static_cast<int64_t>(rows.value().size()) >= kDoubtsMax) {
        for (const std::string& account : accounts) {
            doubts[account].push_back({Doubt::Kind::Parked, {}});
        }
    }
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        const int64_t source = columns.integer();
        const std::string account = columns.text();
        const std::string text = columns.text();
        const std::string book = columns.text();
        const std::string kind = columns.text();
        if (source == 3) {
            const auto outline = outline_of_difference(book, kind, text);
            if (outline) doubts[account].push_back({Doubt::Kind::Differs, *outline});
            continue;
        }
        const events::Outline event = events::outline_of(text).value_or(events::Outline{});
        if (event.kind == "command") continue;  // a command that was no good is no event
        doubts[account].push_back({source == 1 ? Doubt::Kind::Parked : Doubt::Kind::Edited, event});
    }
    return doubts;
}

}  // namespace account
