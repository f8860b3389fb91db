#include "producers/feed/checkpoint.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/base/crc32.h"
#include "test/unit/db/temporary_folder.h"

using feed::CheckpointFile;
using feed::format_checkpoint;
using feed::parse_checkpoint;
using feed::Progress;

namespace {

const Progress kProgress{20260803, 1'234'567'890'123, {1, 17, 9'223'372'036'854'775'807, 4}};
const std::string kSource = "nse-fo-dropcopy-1";

bool is_readable(std::string_view text) {
    const auto progress = parse_checkpoint(text, kSource, 4);
    if (!progress.ok()) CHECK(progress.error().code == base::Errc::Invalid);
    return progress.ok();
}

}  // namespace

TEST_CASE("feed/checkpoint: what was written is read") {
    const auto progress = parse_checkpoint(format_checkpoint(kSource, kProgress), kSource, 4);
    REQUIRE(progress.ok());
    CHECK(progress.value() == kProgress);
}

TEST_CASE("feed/checkpoint: the generation is kept; without one it is the first") {
    Progress second = kProgress;
    second.generation = 2;
    CHECK(parse_checkpoint(format_checkpoint(kSource, second), kSource, 4).value() == second);
    const std::string body =
        "backstop-checkpoint 1\nsource " + kSource + "\nday 20260803\nposition 7\nnext_seq 1 2\n";
    const auto old =
        parse_checkpoint(body + "crc32 " + std::to_string(base::crc32(body)) + "\n", kSource, 2);
    REQUIRE(old.ok());
    CHECK(old.value() == Progress{20260803, 7, {1, 2}, 1, 20260803});
}

TEST_CASE("feed/checkpoint: all its days are kept, and what tells the last message") {
    Progress several = kProgress;
    several.first_day = 20260731;
    several.others = {{20260804, {1, 2, 3, 4}, 1}, {20260731, {2, 1, 1, 1}, 3}};
    several.forgotten = {20260101, 20260102};
    several.first_generation = 2;
    several.mark = 4'000'000'000;
    several.rule = 3'000'000'000;
    const std::string text = format_checkpoint(kSource, several);
    CHECK(parse_checkpoint(text, kSource, 4).value() == several);
    several.others[1].next_seq.pop_back();
    CHECK_FALSE(parse_checkpoint(format_checkpoint(kSource, several), kSource, 4).ok());
}

TEST_CASE("feed/checkpoint: a damage at any byte is noticed") {
    const std::string text = format_checkpoint(kSource, kProgress);
    for (size_t at = 0; at < text.size(); ++at) {
        for (int flip = 1; flip < 256; ++flip) {
            std::string damaged = text;
            damaged[at] = static_cast<char>(damaged[at] ^ flip);
            CAPTURE(damaged);
            REQUIRE_FALSE(is_readable(damaged));
        }
    }
}

TEST_CASE("feed/checkpoint: a file cut at any byte, or with more behind it, is noticed") {
    const std::string text = format_checkpoint(kSource, kProgress);
    for (size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        REQUIRE_FALSE(is_readable(std::string_view{text}.substr(0, size)));
    }
    CHECK_FALSE(is_readable(text + "\n"));
    CHECK_FALSE(is_readable(text + text));
    CHECK(is_readable(text));
}

TEST_CASE("feed/checkpoint: of another source, or with other partitions, it is refused") {
    const std::string text = format_checkpoint(kSource, kProgress);
    const auto other_source = parse_checkpoint(text, "bse-cm-dropcopy-1", 4);
    REQUIRE_FALSE(other_source.ok());
    CHECK(other_source.error().what.find("of source nse-fo-dropcopy-1") != std::string::npos);
    const auto other_partitions = parse_checkpoint(text, kSource, 16);
    REQUIRE_FALSE(other_partitions.ok());
    CHECK(other_partitions.error().what.find("made with 4 partitions") != std::string::npos);
}

TEST_CASE("feed/checkpoint: without a file the day begins at its first record") {
    const TemporaryFolder folder;
    const CheckpointFile file{folder.path("feed.checkpoint"), kSource, 4};
    const auto loaded = file.load();
    REQUIRE(loaded.ok());
    CHECK_FALSE(loaded.value().has_value());
}

TEST_CASE("feed/checkpoint: a saved one is loaded, and the next takes its place") {
    const TemporaryFolder folder;
    const CheckpointFile file{folder.path("made/on/the/way/feed.checkpoint"), kSource, 4};
    REQUIRE(file.save(kProgress).ok());
    CHECK(file.load().value() == kProgress);
    const Progress next{20260803, 5, {2, 2, 2, 2}};
    REQUIRE(file.save(next).ok());
    CHECK(file.load().value() == next);
    CHECK_FALSE(std::filesystem::exists(folder.path("made/on/the/way/feed.checkpoint.new")));
}

TEST_CASE("feed/checkpoint: a damaged or unreadable file is an error, never a fresh start") {
    const TemporaryFolder folder;
    folder.write("feed.checkpoint", "backstop-checkpoint 1\n");
    const CheckpointFile file{folder.path("feed.checkpoint"), kSource, 4};
    const auto loaded = file.load();
    REQUIRE_FALSE(loaded.ok());
    CHECK(loaded.error().what.find("remove the file") != std::string::npos);
    folder.write("feed.checkpoint", "");
    CHECK_FALSE(file.load().ok());
}

TEST_CASE("feed/checkpoint: a folder that cannot be made is told, and can be tried again") {
    const TemporaryFolder folder;
    folder.write("file", "");
    const CheckpointFile file{folder.path("file/feed.checkpoint"), kSource, 4};
    const base::Status saved = file.save(kProgress);
    REQUIRE_FALSE(saved.ok());
    CHECK(saved.error().code == base::Errc::Retryable);
}
