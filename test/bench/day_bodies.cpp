#include "test/bench/day_bodies.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "common/base/clock.h"
#include "common/events/codec.h"
#include "producers/feed/numbering.h"

namespace bench {
namespace {

[[noreturn]] void fail(const std::string& why) {
    std::fprintf(stderr, "%s\n", why.c_str());
    std::exit(1);
}

class Gather {
  public:
    explicit Gather(const DayOptions& options)
        : options_{options},
          decoder_{options.partitions},
          numbering_{options.partitions},
          batcher_{options.partitions, options.batch} {}

    [[nodiscard]] bool full() const { return options_.events != 0 && taken_ == options_.events; }

    void take(std::span<char> line) {
        const auto decoded = decoder_.decode_recorded(line);
        if (!decoded.ok()) fail(decoded.error().what);
        events::Event event = decoded.value();
        const feed::Progress before = numbering_.progress();
        event.source = options_.source;
        event.seq = numbering_.number(event.partition);
        event.received_time_us = base::wall_now().us;
        if (batcher_.add(event, before)) bodies_.push_back(batcher_.take(event.partition));
        ++taken_;
    }

    std::vector<feed::Body> finish() {
        for (const int32_t partition : batcher_.open_partitions()) {
            bodies_.push_back(batcher_.take(partition));
        }
        return std::move(bodies_);
    }

  private:
    const DayOptions& options_;
    events::Decoder decoder_;
    feed::Numbering numbering_;
    feed::Batcher batcher_;
    size_t taken_ = 0;
    std::vector<feed::Body> bodies_;
};

// Gives away the whole lines at the front of `text` and keeps the rest.
void take_lines(std::vector<char>& text, Gather& gather) {
    size_t at = 0;
    while (!gather.full()) {
        auto* end = static_cast<char*>(std::memchr(text.data() + at, '\n', text.size() - at));
        if (end == nullptr) break;
        *end = '\0';
        gather.take({text.data() + at, end});
        at = static_cast<size_t>(end - text.data()) + 1;
    }
    text.erase(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

std::vector<feed::Body> day_bodies(const DayOptions& options) {
    std::FILE* file = std::fopen(options.file.c_str(), "rbe");
    if (file == nullptr) fail("cannot open " + options.file);
    events::StreamUnpacker unpacker;
    Gather gather{options};
    std::vector<char> text, piece(1 << 20);
    while (!gather.full()) {
        const size_t size = std::fread(piece.data(), 1, piece.size(), file);
        if (size == 0) break;
        if (!unpacker.feed({piece.data(), size}, text).ok()) fail(options.file + ": damaged");
        text.reserve(text.size() + events::kReadAheadBytes);
        take_lines(text, gather);
    }
    std::fclose(file);
    return gather.finish();
}

}  // namespace bench
