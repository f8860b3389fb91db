#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace http {

// The body of an answer that goes on: what is written here goes out as soon as the socket takes it.
// Shared by the Connection, which empties it, and by whoever writes. Loop thread only.
class Outlet {
  public:
    // `bytes_max`: what may wait; as much again may be on its way to the socket.
    explicit Outlet(size_t bytes_max) : bytes_max_{bytes_max} {}

    // False, and the connection ends, where more than `bytes_max` would wait: the peer takes too
    // little. False as well once it is closed.
    bool write(std::string_view bytes);
    // The connection ends when what waits is out.
    void finish();
    // The peer has gone, or was too slow.
    [[nodiscard]] bool closed() const { return closed_; }

  private:
    friend class Connection;

    void wake() {
        if (on_change_) on_change_();
    }

    const size_t bytes_max_;
    std::string waiting_;
    bool finished_ = false;
    bool closed_ = false;
    std::function<void()> on_change_;  // the Connection's
};

}  // namespace http
