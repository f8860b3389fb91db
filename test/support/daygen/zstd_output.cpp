#include "zstd_output.h"

#include <cerrno>
#include <cstring>

namespace daygen {
namespace {

constexpr size_t kPendingBytesMax = size_t{1} << 18;

}  // namespace

ZstdOutput::ZstdOutput(const std::string& path)
    : path_{path}, file_{std::fopen(path.c_str(), "wb")}, stream_{ZSTD_createCCtx()} {
    if (!file_) fail(std::strerror(errno));
    if (!stream_ ||
        ZSTD_isError(ZSTD_CCtx_setParameter(stream_.get(), ZSTD_c_compressionLevel, 1)) ||
        ZSTD_isError(ZSTD_CCtx_setParameter(stream_.get(), ZSTD_c_checksumFlag, 1))) {
        fail("cannot set up the compressor");
    }
    pending_.reserve(kPendingBytesMax);
    packed_.resize(ZSTD_CStreamOutSize());
}

bool ZstdOutput::write(std::string_view text) {
    if (!what_.empty()) return false;
    if (pending_.size() + text.size() > kPendingBytesMax && !compress(ZSTD_e_continue))
        return false;
    pending_.append(text);
    return true;
}

bool ZstdOutput::close() {
    if (!what_.empty() || !compress(ZSTD_e_end)) return false;
    if (std::fclose(file_.release()) != 0) return fail(std::strerror(errno));
    return true;
}

bool ZstdOutput::compress(ZSTD_EndDirective directive) {
    ZSTD_inBuffer in{pending_.data(), pending_.size(), 0};
    while (true) {
        ZSTD_outBuffer out{packed_.data(), packed_.size(), 0};
        const size_t left = ZSTD_compressStream2(stream_.get(), &out, &in, directive);
        if (ZSTD_isError(left)) return fail(ZSTD_getErrorName(left));
        if (std::fwrite(packed_.data(), 1, out.pos, file_.get()) != out.pos) {
            return fail(std::strerror(errno));
        }
        if (directive == ZSTD_e_end ? left == 0 : in.pos == in.size) break;
    }
    pending_.clear();
    return true;
}

bool ZstdOutput::fail(std::string what) {
    what_ = "write " + path_ + ": " + std::move(what);
    return false;
}

}  // namespace daygen
