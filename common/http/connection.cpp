#include "common/http/connection.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>

#include "common/base/must.h"
#include "common/http/outlet.h"

namespace http {
namespace {

// How long, and how much, a peer may still send after it got its last answer. Closing at once would
// reset the connection while bytes wait unread, and the peer might lose the answer.
constexpr int64_t kDrainMs = 1000;
constexpr size_t kDrainBytesMax = 256 * 1024;
constexpr int64_t kTakingMs = 2'000;  // an answer, before others come first

std::string text_of(const sockaddr_storage& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.ss_family == AF_INET) {
        uv_ip4_name(reinterpret_cast<const sockaddr_in*>(&address), text.data(), text.size());
    } else {
        uv_ip6_name(reinterpret_cast<const sockaddr_in6*>(&address), text.data(), text.size());
    }
    const std::string found{text.data()};
    constexpr std::string_view kMapped = "::ffff:";  // IPv4 at a socket of IPv6
    return found.starts_with(kMapped) ? found.substr(kMapped.size()) : found;
}

// Whoever has one IPv6 address mostly has 2^64 of them.
std::string network_of(const sockaddr_storage& address) {
    std::string text = text_of(address);
    if (address.ss_family != AF_INET6 || text.find('.') != std::string::npos) return text;
    sockaddr_in6 network = reinterpret_cast<const sockaddr_in6&>(address);
    std::fill(std::begin(network.sin6_addr.s6_addr) + 8, std::end(network.sin6_addr.s6_addr), 0);
    sockaddr_storage stored{};
    std::memcpy(&stored, &network, sizeof network);
    return text_of(stored);
}

}  // namespace

// Owns the bytes until libuv is done with them, which may be after the Connection is gone.
struct Connection::Write {
    Write(std::string text, std::shared_ptr<size_t> out)
        : bytes{std::move(text)}, bytes_out{std::move(out)} {
        *bytes_out += bytes.size();
    }
    ~Write() { *bytes_out -= bytes.size(); }
    Write(const Write&) = delete;
    Write& operator=(const Write&) = delete;

    uv_write_t request{};
    std::string bytes;
    std::shared_ptr<size_t> bytes_out;
};

Connection::Connection(const Surroundings& surroundings)
    : surroundings_{surroundings}, reader_{surroundings.config.request_bytes_max}, handle_{this} {
    base::must(uv_tcp_init(surroundings_.loop.get(), handle_.get()) == 0);
}

Connection::~Connection() {
    if (outlet_ == nullptr) return;
    outlet_->closed_ = true;
    outlet_->on_change_ = nullptr;
}

void Connection::start(uv_stream_t* listener) {
    set_deadline(surroundings_.config.idle_timeout_ms);
    if (uv_accept(listener, socket()) != 0 || learn_addresses() != 0 ||
        uv_read_start(socket(), on_buffer, on_read) != 0)
        end();
}

int Connection::learn_addresses() {
    sockaddr_storage address{};
    int length = sizeof address;
    if (const int code =
            uv_tcp_getpeername(handle_.get(), reinterpret_cast<sockaddr*>(&address), &length);
        code != 0)
        return code;
    peer_ = network_of(address);
    length = sizeof address;
    const int code =
        uv_tcp_getsockname(handle_.get(), reinterpret_cast<sockaddr*>(&address), &length);
    own_ = {text_of(address), surroundings_.config.hosts};
    return code;
}

bool Connection::may_give_way(base::MonoTime now) const {
    if (state_ == State::Writing) {
        const int64_t begun_us = deadline_.us - surroundings_.config.idle_timeout_ms * 1000;
        return now.us - begun_us > kTakingMs * 1000;
    }
    return state_ != State::Streaming;
}

void Connection::end_if_overdue(base::MonoTime now) {
    const bool waits_for_us = state_ == State::Streaming && !writing_;
    if (state_ != State::Ended && !waits_for_us && now > deadline_) end();
}

void Connection::on_buffer(uv_handle_t* handle, size_t, uv_buf_t* buffer) noexcept {
    auto* self = static_cast<Connection*>(handle->data);
    if (self == nullptr) return;  // libuv then reports UV_ENOBUFS to a detached handle
    const std::span<char> room = self->surroundings_.read_buffer;
    *buffer = uv_buf_init(room.data(), static_cast<unsigned>(room.size()));
}

void Connection::on_read(uv_stream_t* stream, ssize_t length, const uv_buf_t* buffer) noexcept {
    if (auto* self = static_cast<Connection*>(stream->data)) self->read(length, buffer->base);
}

void Connection::on_written(uv_write_t* request, int status) noexcept {
    const std::unique_ptr<Write> write{static_cast<Write*>(request->data)};
    if (auto* self = static_cast<Connection*>(request->handle->data)) self->written(status);
}

void Connection::read(ssize_t length, const char* bytes) {
    if (length < 0) return end();
    const auto count = static_cast<size_t>(length);
    if (state_ == State::Reading) return advance(reader_.take({bytes, count}));
    drained_bytes_ += count;
    if (drained_bytes_ > kDrainBytesMax) end();
}

void Connection::advance(RequestReader::Progress progress) {
    if (progress == RequestReader::Progress::NeedsMore) return;
    if (progress == RequestReader::Progress::Refused)
        return answer(plain(reader_.refusal()), true, false);
    const Request request = reader_.request();
    if (const int status = foreign(request, own_); status != 0) {
        return answer(plain(status), request.method != "HEAD", false);
    }
    const Response response = surroundings_.handler(request);
    if (response.goes_on != nullptr) {
        if (request.method != "HEAD") return stream(response);
        response.goes_on->closed_ = true;
    }
    // Whoever is sent away for want of room must not keep the room of a connection.
    const bool keep_alive = reader_.keep_alive() && response.status != 503;
    const bool too_large = response.body.size() > surroundings_.config.response_bytes_max;
    const bool fits = too_large || has_room_for(response);
    answer(too_large ? plain(500)
           : fits    ? response
                     : plain(503),
           request.method != "HEAD", keep_alive && fits);
}

// Answers that nobody takes must not fill the memory.
bool Connection::has_room_for(const Response& response) const {
    const size_t under_way = *surroundings_.bytes_out;
    return under_way == 0 || under_way + response.body.size() <= surroundings_.config.out_bytes_max;
}

void Connection::answer(const Response& response, bool with_body, bool keep_alive) {
    uv_read_stop(socket());
    state_ = State::Writing;
    keep_alive_ = keep_alive;
    set_deadline(surroundings_.config.idle_timeout_ms);
    write(serialize(response, with_body, keep_alive));
}

void Connection::write(std::string bytes) {
    auto write = std::make_unique<Write>(std::move(bytes), surroundings_.bytes_out);
    write->request.data = write.get();
    const uv_buf_t buffer =
        uv_buf_init(write->bytes.data(), static_cast<unsigned>(write->bytes.size()));
    if (uv_write(&write->request, socket(), &buffer, 1, on_written) != 0) return end();
    (void)write.release();  // on_written takes it back
}

// The socket goes on being read: that is how the peer's leaving is noticed.
void Connection::stream(const Response& response) {
    state_ = State::Streaming;
    outlet_ = response.goes_on;
    outlet_->on_change_ = [this] { stream_on(); };
    outlet_->waiting_.insert(0, serialize(response, true, false));
    stream_on();
}

void Connection::stream_on() {
    if (state_ != State::Streaming) return;
    if (outlet_->closed_) return end();
    if (writing_) return;
    if (outlet_->waiting_.empty()) {
        if (outlet_->finished_) drain();
        return;
    }
    writing_ = true;
    set_deadline(surroundings_.config.idle_timeout_ms);
    write(std::exchange(outlet_->waiting_, {}));
}

void Connection::written(int status) {
    if (state_ == State::Streaming) {
        writing_ = false;
        return status == 0 ? stream_on() : end();
    }
    if (state_ != State::Writing) return;
    if (status != 0) return end();
    if (!keep_alive_) return drain();
    state_ = State::Reading;
    set_deadline(surroundings_.config.idle_timeout_ms);
    if (uv_read_start(socket(), on_buffer, on_read) != 0) return end();
    advance(reader_.next());
}

void Connection::drain() {
    state_ = State::Draining;
    set_deadline(kDrainMs);
    auto* request = new uv_shutdown_t{};
    const auto free_request = [](uv_shutdown_t* done, int) { delete done; };
    if (uv_shutdown(request, socket(), free_request) != 0) {
        delete request;
        return end();
    }
    if (uv_read_start(socket(), on_buffer, on_read) != 0) end();
}

void Connection::end() {
    uv_read_stop(socket());
    state_ = State::Ended;
    if (outlet_ != nullptr) outlet_->closed_ = true;
}

void Connection::set_deadline(int64_t wait_ms) { deadline_ = base::mono_now() + wait_ms * 1000; }

}  // namespace http
