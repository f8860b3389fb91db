#include "producers/replay/report.h"

#include <fmt/format.h>

#include <charconv>

#include "common/base/clock.h"
#include "common/base/decimal.h"
#include "common/base/exchange_clock.h"
#include "common/books/record_columns.h"
#include "common/events/json_text.h"

namespace replay {
namespace {

constexpr size_t kShownMax = 50;  // differences in the text; the JSON has all

int64_t per_second(int64_t count, int64_t us) { return us <= 0 ? 0 : count * base::kSecondUs / us; }

// 1.234 for 1234 thousandths.
std::string thousandths(int64_t number) {
    return fmt::format("{}.{:03}", number / 1000, number % 1000);
}

std::string line_of(const Difference& one) {
    if (one.kind != "altered") return fmt::format("  {} {} {}\n", one.table, one.kind, one.key);
    return fmt::format("  {} altered {}: {} live {}, replayed {}\n", one.table, one.key, one.column,
                       one.live, one.replayed);
}

std::string verdict_of(const Report& report) {
    if (report.asked) return report.failure;
    if (!report.failure.empty()) return "failed: " + report.failure;
    if (report.stopped) return "stopped before the end; the same command goes on";
    if (!report.gaps.empty()) return "not whole: the record cannot tell what the books must hold";
    if (!report.compared) return "done";
    if (report.differences.empty()) {
        return report.pruned.empty()
                   ? "equal: every row of the live books is the record's"
                   : "equal: every row of the live books is the record's, and what they lack was "
                     "pruned";
    }
    return fmt::format("{}{} difference{}", report.differences_cut ? "at least " : "",
                       report.differences.size(), report.differences.size() == 1 ? "" : "s");
}

bool is_money(std::string_view column) {
    return column == "price" || column == "trigger_price" || column.ends_with("_value");
}

// For people: money in rupees, times as the exchanges have them. The JSON has the columns as they
// are.
std::string shown(std::string_view column, const std::string& value) {
    int64_t number = 0;
    const auto end = value.data() + value.size();
    const auto read = std::from_chars(value.data(), end, number);
    if (read.ec != std::errc{} || read.ptr != end) return value;
    if (is_money(column)) {
        std::string rupees;
        base::append_price(rupees, number);
        return rupees;
    }
    if (!column.ends_with("_us")) return value;
    if (number == 0) return "never";
    const base::ExchangeTime time = base::exchange_time(number, base::kExchangeOffsetS);
    return fmt::format("{} {:02}:{:02}:{:02} IST", time.day, time.second_of_day / 3600,
                       time.second_of_day / 60 % 60, time.second_of_day % 60);
}

// Without the unit that the text does not have.
std::string_view heading(std::string_view column) {
    constexpr std::string_view kUnit = "_us";
    if (column.ends_with(kUnit)) column.remove_suffix(kUnit.size());
    return column;
}

std::string text_of(const BookRows& books) {
    std::string text = fmt::format("{} {}\n", books.rows.size(), books.table);
    if (books.rows.empty()) return text;
    text.push_back(' ');
    for (const std::string& column : books.columns) text.append(" ").append(heading(column));
    text.push_back('\n');
    for (const db::Row& row : books.rows) {
        for (size_t i = 0; i < row.size(); ++i) {
            text.append("  ").append(shown(books.columns[i], row[i].value_or("")));
        }
        text.push_back('\n');
    }
    return text;
}

}  // namespace

std::string text_of(const Report& report) {
    std::string text = fmt::format("{} {}{}\n", report.action, report.selection,
                                   report.resumed ? " (went on with an earlier run)" : "");
    text += fmt::format("{} events in {} s, {} events/s; {} written, {} repeats, {} refused\n",
                        report.events, thousandths(report.fold_us / 1000),
                        per_second(report.events, report.fold_us), report.applied,
                        report.duplicates, report.refused);
    if (report.left > 0) {
        text +=
            fmt::format("{} events are in the record and not in the live books yet\n", report.left);
    }
    if (!report.shadow.empty()) text += fmt::format("database {}\n", report.shadow);
    for (const Hole& hole : report.gaps) {
        text +=
            fmt::format("  gap: partition {} source {} seq {} to {}: {}\n", hole.stream.partition,
                        hole.stream.source, hole.first_missing, hole.last_missing, hole.reason);
    }
    for (size_t i = 0; i < report.differences.size() && i < kShownMax; ++i) {
        text += line_of(report.differences[i]);
    }
    if (report.differences.size() > kShownMax) text += "  … --json has all\n";
    for (const PrunedOf& one : report.pruned) {
        text +=
            fmt::format("  {}: {} row{} pruned\n", one.table, one.rows, one.rows == 1 ? "" : "s");
    }
    for (const BookRows& books : report.books) text += text_of(books);
    if (!report.old_books.empty()) {
        text += fmt::format("the old books are in {}; ledgers were paused for {} s\n",
                            report.old_books, thousandths(report.paused_us / 1000));
    }
    if (report.openings_corrected > 0) {
        text += fmt::format("{} positions that later days began with are corrected\n",
                            report.openings_corrected);
    }
    return text + verdict_of(report) + "\n";
}

namespace {

void write_books(events::JsonText& json, const std::vector<BookRows>& all) {
    for (const BookRows& books : all) {
        json.objects(books.table, books.rows, [&](events::JsonText& object, const db::Row& row) {
            for (size_t i = 0; i < row.size(); ++i)
                object.text(books.columns[i], row[i].value_or(""));
        });
    }
}

void write_gap(events::JsonText& json, const Hole& hole) {
    json.integer("partition", hole.stream.partition);
    json.text("source", hole.stream.source);
    json.integer("first_missing", hole.first_missing);
    json.integer("last_missing", hole.last_missing);
    json.text("reason", hole.reason);
}

void write_difference(events::JsonText& json, const Difference& one) {
    json.text("table", one.table);
    json.text("key", one.key);
    json.text("kind", one.kind);
    json.text("column", one.column);
    json.text("live", one.live);
    json.text("replayed", one.replayed);
}

// What is compared of the tables, and what is not.
void write_columns(events::JsonText& json, const std::string& name) {
    std::vector<std::string> compared;
    std::vector<std::string> left;
    for (const books::Column& column : books::record_table(name).columns) {
        auto& list = column.use == books::Use::Left ? left : compared;
        list.emplace_back(column.name);
    }
    json.text("table", name);
    json.texts("compared", compared);
    json.texts("not_compared", left);
}

}  // namespace

std::string json_of(const Report& report) {
    events::JsonText json;
    const auto decimal = [&](std::string_view name, int64_t value) {
        json.key(name);
        json.raw(thousandths(value));
    };
    json.open_object();
    json.text("action", report.action);
    json.text("verdict", verdict_of(report));
    json.integer("day", report.day);
    json.text("selection", report.selection);
    json.text("shadow", report.shadow);
    json.flag("resumed", report.resumed);
    json.flag("stopped", report.stopped);
    json.integer("messages", report.messages);
    json.integer("events", report.events);
    json.integer("events_per_s", per_second(report.events, report.fold_us));
    decimal("fold_seconds", report.fold_us / 1000);
    decimal("seconds", report.us / 1000);
    json.integer("applied", report.applied);
    json.integer("duplicates", report.duplicates);
    json.integer("refused", report.refused);
    json.integer("not_in_the_books_yet", report.left);
    decimal("peak_memory_mb", report.peak_memory_kb * 1000 / 1024);
    json.flag("compared", report.compared);
    json.texts("tables", report.tables);
    json.objects("columns", report.tables, write_columns);
    json.integer("verify_differences", static_cast<int64_t>(report.differences.size()));
    json.flag("differences_cut", report.differences_cut);
    json.objects("gaps", report.gaps, write_gap);
    json.objects("differences", report.differences, write_difference);
    write_books(json, report.books);
    json.text("old_books", report.old_books);
    decimal("paused_seconds", report.paused_us / 1000);
    json.integer("openings_corrected", report.openings_corrected);
    json.objects("pruned", report.pruned, [](events::JsonText& object, const PrunedOf& one) {
        object.text("table", one.table);
        object.integer("rows", one.rows);
    });
    json.text("failure", report.failure);
    json.close_object();
    return json.take();
}

}  // namespace replay
