#include "consumers/archive/read_heads.h"

#include <algorithm>
#include <filesystem>

#include "common/journal/archive_names.h"
#include "common/journal/archive_reader.h"
#include "common/log/log.h"

namespace archive {
namespace {

using base::Errc;
using base::Status;
using base::Unit;

Status read_file(const std::string& path, const HeadsFrom& wanted, ContentsReader& contents,
                 Heads& heads, const std::function<Status()>& on_many) {
    journal::Selection selection;
    selection.from_offset = wanted.from;
    const auto opened = journal::ArchiveReader::open(path, selection);
    if (!opened.ok()) return opened.error();
    while (true) {
        const auto record = opened.value()->next();
        if (!record.ok()) return record.error();
        if (!record.value() || record.value()->offset > wanted.through) return Unit{};
        raise_heads(heads, contents.read(*record.value()).heads);
        if (heads.size() <= wanted.heads_max) continue;
        if (Status done = on_many(); !done.ok()) return done;
    }
}

}  // namespace

void raise_heads(Heads& into, const Heads& from) {
    for (const auto& [key, seq] : from) {
        int64_t& head = into[key];
        head = std::max(head, seq);
    }
}

Status read_heads(const HeadsFrom& wanted, Heads& heads, const std::function<Status()>& on_many) {
    const auto names = journal::list_archives(wanted.folder);
    if (!names.ok()) return names.error();
    ContentsReader contents{wanted.partitions};
    for (const journal::ArchiveName& name : names.value()) {
        const std::string path = (std::filesystem::path{wanted.folder} / file_name(name)).string();
        if (!journal::is_begun(path)) continue;
        const Status read = read_file(path, wanted, contents, heads, on_many);
        if (read.ok()) continue;
        if (read.error().code != Errc::Invalid) return read;
        logging::error("a file of the archive is damaged; the heads behind that are not told",
                       {{"reason", read.error().what}});
    }
    return Unit{};
}

}  // namespace archive
