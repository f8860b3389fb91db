#pragma once

#include <zstd.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace daygen {

// A file compressed at level 1 as it is written, one frame, memory of about a MiB whatever its
// length. Not copyable. Errors stay: after a failed write every later call fails too, and what()
// says why.
class ZstdOutput {
  public:
    explicit ZstdOutput(const std::string& path);

    [[nodiscard]] bool write(std::string_view text);
    // Ends the frame, flushes and closes. The file is complete only when this returned true.
    [[nodiscard]] bool close();
    const std::string& what() const { return what_; }

  private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    struct FreeStream {
        void operator()(ZSTD_CCtx* stream) const { ZSTD_freeCCtx(stream); }
    };

    bool compress(ZSTD_EndDirective directive);
    bool fail(std::string what);

    std::string path_;
    std::unique_ptr<std::FILE, CloseFile> file_;
    std::unique_ptr<ZSTD_CCtx, FreeStream> stream_;
    std::string pending_;  // text not yet given to the compressor
    std::string packed_;
    std::string what_;
};

}  // namespace daygen
