#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/http/message.h"
#include "common/loop/handle.h"
#include "common/loop/loop.h"
#include "common/loop/timer.h"
#include "common/loop/turn_end.h"

namespace http {

class Connection;

struct ServerConfig {
    std::string address = "127.0.0.1";  // IPv4 or IPv6, no names
    int port = 0;                       // 0: a free one
    std::string port_file = {};         // where the bound port is written; empty: nowhere
    // Above either limit the connection that has been idle for longest gives way, of the address
    // itself, or of the one that has the most; where none is idle, the new one is closed. Both are
    // lowered to what the process may open.
    size_t connections_max = 128;
    size_t connections_per_address_max = 96;
    // Names, and addresses, by which it may be asked for, besides its own address; in lower case.
    std::vector<std::string> hosts = {};
    size_t request_bytes_max = 16 * 1024;  // of the request line, the header fields, the body, each
    size_t response_bytes_max = 8 * 1024 * 1024;  // a larger body becomes 500
    // For a request to arrive whole, and for its answer to be taken: bytes in between do not extend
    // it.
    int64_t idle_timeout_ms = 10'000;
    size_t out_bytes_max = 64 * 1024 * 1024;  // of all answers under way; more become 503
};

// A small HTTP/1.1 server on the loop: keep-alive, one request of a connection at a time, nothing
// blocks. What a connection can hold is bounded: while an answer is being written nothing more is
// read. Loop thread only.
class Server {
  public:
    // `loop` must outlive the Server. SIGPIPE must be ignored, as loop::Signals does.
    Server(loop::Loop& loop, ServerConfig config, Handler handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Binds, listens and writes the port file (whole or not at all). Fatal, with address and
    // reason, when it cannot.
    base::Status listen();
    // The bound port; 0 before `listen`.
    [[nodiscard]] int port() const { return port_; }
    [[nodiscard]] size_t connections() const { return connections_.size(); }

  private:
    static void on_connection(uv_stream_t* listener, int status) noexcept;
    void accept();
    void accept_or_wait();
    void lower_to_open_files();
    bool make_room(const std::string& peer);
    bool one_gives_way(const std::string& peer);
    // A libuv error code, 0 for none.
    int parse_address(sockaddr_storage& address) const;
    [[nodiscard]] int bound_port() const;
    void end_overdue();
    void sweep();

    loop::Loop& loop_;
    ServerConfig config_;
    const Handler handler_;
    int port_ = 0;
    std::array<char, 16 * 1024> read_buffer_;  // shared: each read is used up before the next
    loop::Handle<uv_tcp_t> listener_;
    std::list<std::unique_ptr<Connection>> connections_;
    const std::shared_ptr<size_t> bytes_out_ = std::make_shared<size_t>(0);
    size_t accepted_ = 0;  // in this turn
    loop::Timer accept_;   // those that wait for the next turn
    loop::Timer overdue_;
    loop::TurnEnd sweep_;
};

}  // namespace http
