#include "consumers/archive/archive_tool.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "common/base/crc32.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/events/packing.h"
#include "common/journal/archive_names.h"
#include "common/journal/archive_reader.h"
#include "common/journal/archive_writer.h"

namespace archive {
namespace {

constexpr int kGood = 0;
constexpr int kBad = 1;

int complain(const std::string& what) {
    fmt::print(stderr, "backstop-archive: {}\n", what);
    return kBad;
}

// One file as `list` tells it.
struct Listed {
    std::string file;
    uint64_t bytes = 0;
    bool closed = false;
    uint64_t blocks = 0;
    uint64_t records = 0;
    uint64_t gaps = 0;
    int64_t first_offset = -1;
    int64_t last_offset = -1;
    int64_t first_time_us = 0;
    int64_t last_time_us = 0;
};

base::Result<Listed> look_at(const std::string& path) {
    auto opened = journal::ArchiveScan::open(path);
    if (!opened.ok()) return opened.error();
    journal::ArchiveScan scan = std::move(opened).value();
    Listed listed{std::filesystem::path{path}.filename().string(), scan.file_bytes(),
                  scan.closed()};
    const auto look = [&](const journal::BlockHeader& block) {
        ++listed.blocks;
        listed.records += block.records;
        listed.gaps += block.kind == journal::BlockKind::Gap ? 1 : 0;
        if (listed.first_offset < 0) listed.first_offset = block.first_offset;
        listed.last_offset = block.last_offset;
        if (block.first_time_us == 0) return false;
        int64_t& first = listed.first_time_us;
        first = first == 0 ? block.first_time_us : std::min(first, block.first_time_us);
        listed.last_time_us = std::max(listed.last_time_us, block.last_time_us);
        return false;  // its header is all that is wanted
    };
    const auto end = scan.next(look);
    if (!end.ok()) return end.error();
    return listed;
}

void write_json(const Listed& listed, events::JsonText& out) {
    out.open_object();
    out.text("file", listed.file);
    out.integer("bytes", static_cast<int64_t>(listed.bytes));
    out.flag("closed", listed.closed);
    out.integer("blocks", static_cast<int64_t>(listed.blocks));
    out.integer("records", static_cast<int64_t>(listed.records));
    out.integer("gaps", static_cast<int64_t>(listed.gaps));
    out.integer("first_offset", listed.first_offset);
    out.integer("last_offset", listed.last_offset);
    out.integer("first_time_us", listed.first_time_us);
    out.integer("last_time_us", listed.last_time_us);
    out.close_object();
}

// JSON holds UTF-8 only, and a body may be anything: what is not ASCII is shown as U+FFFD.
std::string shown(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x80) {
            out.push_back(c);
        } else {
            out += "\xEF\xBF\xBD";
        }
    }
    return out;
}

std::string as_json(const journal::Record& record, std::string_view text) {
    events::JsonText out;
    out.open_object();
    out.integer("offset", record.offset);
    out.text("exchange", shown(record.exchange));
    out.text("routing_key", shown(record.routing_key));
    out.text("content_encoding", shown(record.content_encoding));
    out.flag("cut", record.cut);
    out.integer("body_bytes", static_cast<int64_t>(record.body.size()));
    out.integer("body_crc32", base::crc32(record.body));
    out.text("body", shown(text));
    out.close_object();
    return out.take();
}

// Prints the records of `source` that are wanted; the problem, or empty.
std::string print_records(journal::Source& source, const CatChoice& choice) {
    events::Unpacker unpacker;
    std::vector<char> text;
    while (true) {
        const auto next = source.next();
        if (!next.ok()) return next.error().what;
        if (!next.value()) return "";
        const journal::Record& record = *next.value();
        if (record.offset < choice.from_offset) continue;
        if (choice.partition && journal::partition_of(record.routing_key) != *choice.partition) {
            continue;
        }
        std::string_view body = record.body;
        if (unpacker.unpack(record.body, record.content_encoding, events::kBodyBytesMax, text)
                .ok()) {
            body = {text.data(), text.size() - 1};
        }
        if (choice.json) {
            fmt::print("{}\n", as_json(record, body));
        } else {
            fmt::print("{} {} {} {}\n", record.offset, record.exchange, record.routing_key, body);
        }
    }
}

}  // namespace

int verify(const std::vector<std::string>& paths, bool open_is_fine) {
    int code = kGood;
    for (const std::string& path : paths) {
        const auto verified = journal::verify_archive(path);
        if (!verified.ok()) {
            code = complain(verified.error().what);
            continue;
        }
        const journal::Verified& file = verified.value();
        if (!file.closed && !open_is_fine) {
            code = complain(fmt::format(
                "{}: it is not closed: it ends at byte {} behind {} whole blocks, offset {}, with "
                "{} "
                "bytes of something unfinished; it was cut, or is being written (--open)",
                path, file.file_bytes - file.unfinished_bytes, file.blocks, file.last_offset,
                file.unfinished_bytes));
            continue;
        }
        fmt::print(
            "{}: good, {}: {} records in {} blocks, offsets {} to {}, {} gaps, {} bytes, {} "
            "unpacked\n",
            path, file.closed ? "closed" : "not closed", file.records, file.blocks,
            file.first_offset, file.last_offset, file.gaps, file.file_bytes, file.raw_bytes);
    }
    return code;
}

int list(const std::string& folder, bool json) {
    const auto names = journal::list_archives(folder);
    if (!names.ok()) return complain(names.error().what);
    int code = kGood;
    events::JsonText out;
    out.open_object();
    out.key("files");
    out.open_list();
    for (const journal::ArchiveName& name : names.value()) {
        const auto found = look_at((std::filesystem::path{folder} / file_name(name)).string());
        if (!found.ok()) {
            code = complain(found.error().what);
            continue;
        }
        const Listed& file = found.value();
        write_json(file, out);
        if (json) continue;
        fmt::print("{} {:>12} bytes {:>9} records  offsets {} to {}  {}{}\n", file.file, file.bytes,
                   file.records, file.first_offset, file.last_offset,
                   file.closed ? "closed" : "open",
                   file.gaps == 0 ? "" : fmt::format(", {} GAPS", file.gaps));
    }
    out.close_list();
    out.close_object();
    if (json) fmt::print("{}\n", out.take());
    return code;
}

int cat(const CatChoice& choice) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(choice.path, error)) {
        auto day = journal::open_archive(choice.path);
        if (!day.ok()) return complain(day.error().what);
        const std::string problem = print_records(*day.value(), choice);
        return problem.empty() ? kGood : complain(problem);
    }
    journal::Selection selection;
    selection.from_offset = choice.from_offset;
    selection.partition = choice.partition;
    auto file = journal::ArchiveReader::open(choice.path, selection);
    if (!file.ok()) return complain(file.error().what);
    journal::ArchiveReader& reader = *file.value();
    const std::string problem = print_records(reader, choice);
    for (const journal::OffsetGap& gap : reader.gaps()) {
        complain(fmt::format("{}: offsets {} to {} are missing: the stream no longer had them",
                             choice.path, gap.first, gap.last));
    }
    return problem.empty() ? kGood : complain(problem);
}

}  // namespace archive
