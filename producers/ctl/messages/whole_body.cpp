#include "producers/ctl/messages/whole_body.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "common/books/incoming.h"
#include "common/db/literal.h"
#include "common/journal/archive_names.h"
#include "common/journal/archive_reader.h"
#include "common/journal/routing.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;

namespace {

std::string text_of(const books::Item& item) {
    if (item.refusal != nullptr) return item.refusal->text;
    std::string text;
    events::encode(*item.event, text);
    return text;
}

// The server makes the digests of all parked bodies.
Result<bool> is_its_body(db::Session& session, const ParkedRow& row, const std::string& body) {
    std::string sql = "SELECT MD5(CONCAT(" + std::to_string(row.partition) + ",':',";
    db::append_bytes(sql, body);
    db::append_text(sql.append("))=LOWER("), row.digest);
    const auto rows = session.query(sql.append(")"));
    if (!rows.ok()) return rows.error();
    return rows.value().at(0).at(0) == "1";
}

Result<std::optional<std::string>> find_in(const std::string& path, const Connection& connection,
                                           const ParkedRow& row) {
    journal::Selection selection;
    selection.partition = row.partition;
    auto opened = journal::ArchiveReader::open(path, selection);
    if (!opened.ok()) return opened.error();
    events::Decoder decoder{connection.partitions};
    while (true) {
        const auto record = opened.value()->next();
        if (!record.ok()) return record.error();
        if (!record.value()) return std::optional<std::string>{};
        const auto its = journal::ledger_partition_of(*record.value(), connection.partitions);
        if (its != row.partition) continue;
        for (std::string& body : bodies_like(row, *record.value(), decoder)) {
            const auto same = is_its_body(*connection.session, row, body);
            if (!same.ok()) return same.error();
            if (same.value()) return std::optional{std::move(body)};
        }
    }
}

Result<std::optional<std::string>> find(const Connection& connection, const ParkedRow& row) {
    auto listed = journal::list_archives(connection.archive_folder);
    if (!listed.ok()) return listed.error();
    std::vector<journal::ArchiveName> names = std::move(listed).value();
    std::ranges::reverse(names);
    for (const journal::ArchiveName& name : names) {
        if (row.day != 0 && static_cast<int64_t>(name.day) != row.day) continue;
        const auto path = std::filesystem::path{connection.archive_folder} / file_name(name);
        auto found = find_in(path.string(), connection, row);
        if (!found.ok() || found.value()) return found;
    }
    return std::optional<std::string>{};
}

}  // namespace

std::vector<std::string> bodies_like(const ParkedRow& row, const journal::Record& record,
                                     events::Decoder& decoder) {
    books::Incoming incoming;
    if (record.cut) {
        incoming.batch.refusals.emplace_back().text = record.body;
    } else {
        incoming.batch = decoder.decode(record.body, record.content_encoding);
    }
    books::list_items(incoming, row.partition);
    std::vector<std::string> bodies;
    const auto take = [&](std::string text) {
        const bool fits =
            static_cast<int64_t>(text.size()) == row.body_bytes && text.starts_with(row.body);
        if (fits) bodies.push_back(std::move(text));
    };
    for (const books::Item& item : incoming.items) take(text_of(item));
    return bodies;
}

Result<std::string> read_whole_body(const Connection& connection, const ParkedRow& row) {
    const std::string kept = "body: only the first " + std::to_string(row.kept_bytes) + " of " +
                             std::to_string(row.body_bytes) + " bytes are kept, ";
    const std::string otherwise = "; send a corrected event with --edit, or discard the row";
    if (connection.archive_folder.empty()) {
        return Error{Errc::Invalid, kept +
                                        "and [ctl] archive_folder does not say where the record "
                                        "is: run it where the archive is" +
                                        otherwise};
    }
    auto found = find(connection, row);
    if (!found.ok()) {
        return Error{Errc::Invalid,
                     kept + "and the record cannot be read: " + found.error().what + otherwise};
    }
    if (!found.value()) {
        return Error{Errc::Invalid, kept + "and the record in " + connection.archive_folder +
                                        " does not have it" + otherwise};
    }
    return *std::move(found).value();
}

}  // namespace ctl
