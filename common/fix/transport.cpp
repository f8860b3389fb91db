#include "common/fix/transport.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <quickfix/SSLSocketAcceptor.h>
#include <quickfix/SSLSocketInitiator.h>
#include <quickfix/SocketAcceptor.h>
#include <quickfix/SocketInitiator.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "common/fix/socket_wait.h"

namespace fix {

FIX::SocketServer*& private_of(FIX::SocketAcceptor& sockets);
FIX::SocketServer*& private_of(FIX::SSLSocketAcceptor& sockets);
FIX::SocketConnector& private_of(FIX::SocketInitiator& sockets);
FIX::SocketConnector& private_of(FIX::SSLSocketInitiator& sockets);
template struct NamePrivate<FIX::SocketAcceptor, FIX::SocketServer*,
                            &FIX::SocketAcceptor::m_pServer>;
template struct NamePrivate<FIX::SSLSocketAcceptor, FIX::SocketServer*,
                            &FIX::SSLSocketAcceptor::m_pServer>;
template struct NamePrivate<FIX::SocketInitiator, FIX::SocketConnector,
                            &FIX::SocketInitiator::m_connector>;
template struct NamePrivate<FIX::SSLSocketInitiator, FIX::SocketConnector,
                            &FIX::SSLSocketInitiator::m_connector>;

namespace {

// Puts a socket that listens on `address` in the place of one that listens everywhere.
void listen_on(const std::string& address, int port, int in_place_of) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(static_cast<uint16_t>(port));
    if (::inet_pton(AF_INET, address.c_str(), &name.sin_addr) != 1) {
        throw FIX::RuntimeError("accept_address is not an IPv4 address: " + address);
    }
    const int narrow = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool placed = narrow >= 0 && ::dup3(narrow, in_place_of, O_CLOEXEC) >= 0;
    if (narrow >= 0) ::close(narrow);
    const int on = 1;
    if (!placed || ::setsockopt(in_place_of, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(in_place_of, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 ||
        ::listen(in_place_of, SOMAXCONN) != 0) {
        throw FIX::RuntimeError("cannot listen on " + address + ": " + std::strerror(errno));
    }
}

// QuickFIX's acceptors never delete their SocketServer when they are polled, and listen on every
// address of the machine.
template <class Sockets>
class Accepting : public Transport {
  public:
    Accepting(const EngineConfig& config, const TransportParts& parts)
        : sockets_(parts.application, parts.stores, parts.settings, parts.logs),
          address_(config.accept_address),
          port_(config.accept_port) {}
    ~Accepting() override { close_server(); }
    void poll(int milliseconds) override {
        if (opened_) wait_for_sockets(server()->getMonitor(), milliseconds);
        sockets_.poll(0);
        if (opened_) return;
        opened_ = true;
        if (address_ != "0.0.0.0") listen_on(address_, port_, listening());
    }
    void connect() override {}
    void close() override {
        sockets_.stop(true);
        close_server();
    }

  private:
    FIX::SocketServer*& server() { return private_of(sockets_); }
    // QuickFIX keeps ports as short, so one above 32767 has a negative name; 0 stands for none.
    int listening() {
        const int socket = server()->portToSocket(static_cast<short>(port_));
        if (socket <= 0) throw FIX::RuntimeError("the listening socket is not to be found");
        return socket;
    }
    void close_server() {
        if (server() == nullptr) return;
        server()->close();
        delete server();
        server() = nullptr;
    }

    Sockets sockets_;
    const std::string address_;
    const int port_;
    bool opened_ = false;
};

template <class Sockets>
class Connecting : public Transport {
  public:
    explicit Connecting(const TransportParts& parts) : sockets_(parts) {}
    void poll(int milliseconds) override {
        FIX::Initiator& initiator = sockets_;
        if (milliseconds > 0) {
            Sockets& plain = sockets_;
            wait_for_sockets(private_of(plain).getMonitor(), milliseconds);
        }
        initiator.poll(0);
    }
    void connect() override { sockets_.reconnect(); }
    void close() override { sockets_.stop(true); }

  private:
    struct Opened : Sockets {
        explicit Opened(const TransportParts& parts)
            : Sockets(parts.application, parts.stores, parts.settings, parts.logs) {}
        void reconnect() { this->connect(); }
    };
    Opened sockets_;
};

}  // namespace

std::unique_ptr<Transport> make_transport(const EngineConfig& config, const TransportParts& parts) {
    const bool tls = !config.tls.ca_file.empty() || !config.tls.certificate_file.empty();
    if (config.acceptor && tls)
        return std::make_unique<Accepting<FIX::SSLSocketAcceptor>>(config, parts);
    if (config.acceptor) return std::make_unique<Accepting<FIX::SocketAcceptor>>(config, parts);
    if (tls) return std::make_unique<Connecting<FIX::SSLSocketInitiator>>(parts);
    return std::make_unique<Connecting<FIX::SocketInitiator>>(parts);
}

}  // namespace fix
