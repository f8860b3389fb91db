#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/journal/archive_reader.h"
#include "common/journal/archive_writer.h"

// A folder of a test's own, gone at its end, and the words of the tests of archives.
class ArchiveFolder {
  public:
    ArchiveFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "archive-XXXXXX").string();
        base::must(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~ArchiveFolder() { std::filesystem::remove_all(path_); }
    ArchiveFolder(const ArchiveFolder&) = delete;
    ArchiveFolder& operator=(const ArchiveFolder&) = delete;

    [[nodiscard]] std::string file(const std::string& name = "journal-20260803-000.bsa") const {
        return (path_ / name).string();
    }
    [[nodiscard]] std::string path() const { return path_.string(); }

    static std::string bytes_of(const std::string& path) {
        std::ifstream file{path, std::ios::binary};
        std::string bytes(std::filesystem::file_size(path), '\0');
        file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return bytes;
    }
    static void write(const std::string& path, const std::string& bytes) {
        std::ofstream{path, std::ios::binary | std::ios::trunc} << bytes;
    }

  private:
    std::filesystem::path path_;
};

inline journal::Record trade(int64_t offset, const std::string& body = "[{\"a\":1}]") {
    return {offset, "events", "trade.0" + std::to_string(offset % 4), "zstd", body, false};
}

inline journal::ArchiveWriter new_writer(const std::string& path, int64_t first_offset = 0) {
    auto writer = journal::ArchiveWriter::create(path, {20260803, first_offset});
    base::must(writer.ok());
    return std::move(writer).value();
}

// A file with blocks of `per_block` records each.
inline void write_archive(const std::string& path, int64_t records, int64_t per_block,
                          bool close = true) {
    journal::ArchiveWriter writer = new_writer(path);
    for (int64_t offset = 0; offset < records; ++offset) {
        writer.add(trade(offset), {1000 + offset, 2000 + offset});
        if ((offset + 1) % per_block == 0) base::must(writer.flush(offset - per_block).ok());
    }
    base::must(writer.flush(records - 1).ok());
    if (close) base::must(writer.close().ok());
}

// Everything a source tells, and the reason of its end where that is an error.
struct Told {
    std::vector<journal::Record> records;
    std::string error;
    bool invalid = false;
};

inline Told told_by(journal::Source& source) {
    Told told;
    while (true) {
        auto record = source.next();
        if (!record.ok()) {
            told.error = record.error().what;
            told.invalid = record.error().code == base::Errc::Invalid;
            return told;
        }
        if (!record.value()) return told;
        told.records.push_back(*std::move(record).value());
    }
}

inline Told read_archive(const std::string& path) {
    auto source = journal::open_archive(path);
    if (source.ok()) return told_by(*source.value());
    return {{}, source.error().what, source.error().code == base::Errc::Invalid};
}

inline bool same(const journal::Record& a, const journal::Record& b) {
    return a.offset == b.offset && a.exchange == b.exchange && a.routing_key == b.routing_key &&
           a.content_encoding == b.content_encoding && a.body == b.body && a.cut == b.cut;
}
