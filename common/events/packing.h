#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace events {

// The reader of JSON takes 16 bytes at a time: a text to be read has a zero byte behind its end,
// and memory up to here, whatever is in it.
inline constexpr size_t kReadAheadBytes = 16;

// zstd, one frame a body. Keeps its working memory from call to call; one thread at a time.
class Packer {
  public:
    Packer();
    ~Packer();
    Packer(Packer&&) noexcept;

    // Level 1: events are alike, so that even the fastest level shrinks a batch about tenfold.
    [[nodiscard]] std::string pack(std::string_view text);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

class Unpacker {
  public:
    Unpacker();
    ~Unpacker();
    Unpacker(Unpacker&&) noexcept;

    // `encoding` is the message's content-encoding: "" or "zstd". Leaves the text in `out` with one
    // zero byte behind it, and room for kReadAheadBytes. Invalid ("body: …") where the encoding is
    // unknown, the frame is damaged or cut, or the text is over `bytes_max`.
    [[nodiscard]] base::Status unpack(std::string_view body, std::string_view encoding,
                                      size_t bytes_max, std::vector<char>& out);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Whether the bytes begin a zstd frame.
bool is_packed(std::string_view bytes);

// Unpacks a zstd stream piece by piece, as of a file of any size; one thread at a time.
class StreamUnpacker {
  public:
    StreamUnpacker();
    ~StreamUnpacker();

    // Appends what the piece unpacks to. Invalid where it is damaged.
    [[nodiscard]] base::Status feed(std::string_view piece, std::vector<char>& out);
    // Whether the last frame has ended.
    [[nodiscard]] bool complete() const { return complete_; }

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
    bool complete_ = true;
};

}  // namespace events
