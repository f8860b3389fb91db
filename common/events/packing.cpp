#include "common/events/packing.h"

#include <zstd.h>

#include <algorithm>

namespace events {

using base::Errc;
using base::Error;
using base::Status;

struct Packer::Impl {
    ZSTD_CCtx* context = ZSTD_createCCtx();
    ~Impl() { ZSTD_freeCCtx(context); }
};

Packer::Packer() : impl_{std::make_unique<Impl>()} { base::must(impl_->context != nullptr); }
Packer::~Packer() = default;
Packer::Packer(Packer&&) noexcept = default;

std::string Packer::pack(std::string_view text) {
    constexpr int kLevel = 1;
    std::string packed(ZSTD_compressBound(text.size()), '\0');
    const size_t size = ZSTD_compressCCtx(impl_->context, packed.data(), packed.size(), text.data(),
                                          text.size(), kLevel);
    base::must(ZSTD_isError(size) == 0);  // the bound rules out the only runtime failure
    packed.resize(size);
    packed.shrink_to_fit();  // waits in the publish window: do not hold the bound
    return packed;
}

struct Unpacker::Impl {
    ZSTD_DCtx* context = ZSTD_createDCtx();
    ~Impl() { ZSTD_freeDCtx(context); }
};

Unpacker::Unpacker() : impl_{std::make_unique<Impl>()} {
    base::must(impl_->context != nullptr);
    // A frame may ask for a window of 128 MiB; nothing that fits a body needs more than 8.
    constexpr int kWindowLogMax = 23;
    ZSTD_DCtx_setParameter(impl_->context, ZSTD_d_windowLogMax, kWindowLogMax);
}
Unpacker::~Unpacker() = default;
Unpacker::Unpacker(Unpacker&&) noexcept = default;

namespace {

Error too_large(size_t bytes_max) {
    return {Errc::Invalid, "body: over " + std::to_string(bytes_max) + " bytes"};
}

// Grows with the text, never past the limit: a small frame that claims or makes gigabytes stops
// here.
Status unpack_frame(ZSTD_DCtx* context, std::string_view body, size_t bytes_max,
                    std::vector<char>& out) {
    ZSTD_DCtx_reset(context, ZSTD_reset_session_only);
    const unsigned long long claimed = ZSTD_getFrameContentSize(body.data(), body.size());
    if (claimed == ZSTD_CONTENTSIZE_ERROR) return Error{Errc::Invalid, "body: not a zstd frame"};
    if (claimed != ZSTD_CONTENTSIZE_UNKNOWN && claimed > bytes_max) return too_large(bytes_max);
    constexpr size_t kFirstGuess = 64 * 1024;
    out.resize(claimed == ZSTD_CONTENTSIZE_UNKNOWN ? std::min(kFirstGuess, bytes_max)
                                                   : static_cast<size_t>(claimed));
    ZSTD_inBuffer in{body.data(), body.size(), 0};
    ZSTD_outBuffer written{out.data(), out.size(), 0};
    while (true) {
        const size_t before_in = in.pos;
        const size_t before_out = written.pos;
        const size_t rest = ZSTD_decompressStream(context, &written, &in);
        if (ZSTD_isError(rest) != 0) {
            return Error{Errc::Invalid, std::string{"body: zstd: "} + ZSTD_getErrorName(rest)};
        }
        if (rest == 0) break;
        if (written.pos == written.size) {
            if (out.size() >= bytes_max) return too_large(bytes_max);
            out.resize(std::min(std::max<size_t>(out.size() * 2, 64), bytes_max));
            written.dst = out.data();
            written.size = out.size();
        } else if (in.pos == before_in && written.pos == before_out) {
            return Error{Errc::Invalid, "body: the zstd frame is cut short"};
        }
    }
    if (in.pos != in.size) return Error{Errc::Invalid, "body: bytes after the zstd frame"};
    out.resize(written.pos);
    return base::Unit{};
}

}  // namespace

Status Unpacker::unpack(std::string_view body, std::string_view encoding, size_t bytes_max,
                        std::vector<char>& out) {
    if (body.size() > bytes_max) return too_large(bytes_max);
    if (encoding.empty() || encoding == "identity") {
        out.reserve(body.size() + kReadAheadBytes);
        out.assign(body.begin(), body.end());
    } else if (encoding == "zstd") {
        Status unpacked = unpack_frame(impl_->context, body, bytes_max, out);
        if (!unpacked.ok()) return unpacked;
    } else {
        return Error{Errc::Invalid, "body: unknown content-encoding"};
    }
    out.reserve(out.size() + kReadAheadBytes);
    out.push_back('\0');
    return base::Unit{};
}

bool is_packed(std::string_view bytes) {
    constexpr std::string_view kMagic = "\x28\xb5\x2f\xfd";
    return bytes.starts_with(kMagic);
}

struct StreamUnpacker::Impl {
    ZSTD_DCtx* context = ZSTD_createDCtx();
    ~Impl() { ZSTD_freeDCtx(context); }
};

StreamUnpacker::StreamUnpacker() : impl_{std::make_unique<Impl>()} {
    base::must(impl_->context != nullptr);
}
StreamUnpacker::~StreamUnpacker() = default;

Status StreamUnpacker::feed(std::string_view piece, std::vector<char>& out) {
    ZSTD_inBuffer in{piece.data(), piece.size(), 0};
    bool output_is_full = false;
    while (in.pos < in.size || output_is_full) {
        const size_t had = out.size();
        out.resize(had + ZSTD_DStreamOutSize());
        ZSTD_outBuffer written{out.data() + had, out.size() - had, 0};
        const size_t rest = ZSTD_decompressStream(impl_->context, &written, &in);
        out.resize(had + written.pos);
        if (ZSTD_isError(rest) != 0) {
            return Error{Errc::Invalid, std::string{"zstd: "} + ZSTD_getErrorName(rest)};
        }
        complete_ = rest == 0;
        output_is_full = written.pos == written.size;
    }
    return base::Unit{};
}

}  // namespace events
