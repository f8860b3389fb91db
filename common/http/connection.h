#pragma once

#include <span>
#include <string>

#include "common/base/clock.h"
#include "common/http/origin.h"
#include "common/http/request_reader.h"
#include "common/http/server.h"

namespace http {

// One accepted connection. Reads a request, writes its answer, reads the next. It never destroys
// itself: `ended` tells its Server, which drops it at the end of the turn. Loop thread only; what
// it is made with must outlive it.
class Connection {
  public:
    struct Surroundings {
        loop::Loop& loop;
        const ServerConfig& config;
        const Handler& handler;
        std::span<char> read_buffer;
        std::shared_ptr<size_t> bytes_out;  // of all answers that are under way
    };

    explicit Connection(const Surroundings& surroundings);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start(uv_stream_t* listener);
    void end_if_overdue(base::MonoTime now);
    [[nodiscard]] bool ended() const { return state_ == State::Ended; }
    void end();

    // After `start`: of whom it is, as far as one limit for each goes: an IPv4 address, or the
    // network of an IPv6 one.
    [[nodiscard]] const std::string& peer() const { return peer_; }
    // Nobody loses an answer by its end: it sends no request, or has not taken an answer for long.
    [[nodiscard]] bool may_give_way(base::MonoTime now) const;
    // Of two that may, the one with the earlier time gives way.
    [[nodiscard]] base::MonoTime deadline() const { return deadline_; }

  private:
    enum class State {
        Reading,    // a request; until deadline_
        Writing,    // its answer, nothing is read; until deadline_
        Draining,   // the last answer is out: until the peer closes, or until deadline_
        Streaming,  // an answer that goes on; what the peer sends is not wanted
        Ended,
    };
    struct Write;

    static void on_buffer(uv_handle_t* handle, size_t, uv_buf_t* buffer) noexcept;
    static void on_read(uv_stream_t* stream, ssize_t length, const uv_buf_t* buffer) noexcept;
    static void on_written(uv_write_t* request, int status) noexcept;

    void read(ssize_t length, const char* bytes);
    void advance(RequestReader::Progress progress);
    void write(std::string bytes);
    void stream(const Response& response);
    void stream_on();
    void answer(const Response& response, bool with_body, bool keep_alive);
    void written(int status);
    void drain();
    [[nodiscard]] bool has_room_for(const Response& response) const;
    int learn_addresses();
    void set_deadline(int64_t wait_ms);
    uv_stream_t* socket() { return reinterpret_cast<uv_stream_t*>(handle_.get()); }

    const Surroundings surroundings_;
    State state_ = State::Reading;
    RequestReader reader_;
    bool keep_alive_ = true;
    bool writing_ = false;            // Streaming: a write is under way, until deadline_
    std::shared_ptr<Outlet> outlet_;  // Streaming
    std::string peer_;
    OwnNames own_;
    size_t drained_bytes_ = 0;
    base::MonoTime deadline_;
    loop::Handle<uv_tcp_t> handle_;
};

}  // namespace http
