#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <string_view>

namespace test {

// A raw TCP client on the thread of the test: it never waits, the test turns the loop between its
// calls.
class Client {
  public:
    explicit Client(int port, int receive_buffer_bytes = 0, const char* from = nullptr)
        : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        if (receive_buffer_bytes > 0) {
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes,
                         sizeof receive_buffer_bytes);
        }
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (from != nullptr) {
            sockaddr_in own{};
            own.sin_family = AF_INET;
            REQUIRE(::inet_pton(AF_INET, from, &own.sin_addr) == 1);
            REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own) == 0);
        }
        // The kernel finishes the handshake by itself; the Server accepts when its loop turns.
        REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
                0);
        ::fcntl(socket_, F_SETFL, O_NONBLOCK);
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    // False when the peer has gone.
    bool send(std::string_view bytes) {
        return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
               static_cast<ssize_t>(bytes.size());
    }

    // All bytes that have come so far.
    const std::string& received() {
        std::array<char, 4096> bytes{};
        ssize_t length = 0;
        while ((length = ::recv(socket_, bytes.data(), bytes.size(), 0)) > 0) {
            received_.append(bytes.data(), static_cast<size_t>(length));
        }
        if (length == 0) closed_ = true;
        if (length < 0 && errno != EAGAIN) closed_ = reset_ = true;
        return received_;
    }
    bool has_received(std::string_view part) { return received().find(part) != std::string::npos; }
    bool closed() { return (void)received(), closed_; }
    // Closed by a reset: what was under way may be lost.
    bool reset() { return (void)received(), reset_; }

  private:
    int socket_;
    std::string received_;
    bool closed_ = false;
    bool reset_ = false;
};

}  // namespace test
