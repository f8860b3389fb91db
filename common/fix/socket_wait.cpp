#include "common/fix/socket_wait.h"

#include <poll.h>

#include <queue>
#include <set>
#include <vector>

namespace fix {

std::queue<int>& private_of(FIX::SocketMonitor& monitor);
template struct NamePrivate<FIX::SocketMonitor, std::queue<int>, &FIX::SocketMonitor::m_dropped>;

namespace {

using Sockets = std::set<int>;

template <int which>
struct Monitor {
    FIX::SocketMonitor& monitor;
};
Sockets& sockets_of(Monitor<0> monitor);
Sockets& sockets_of(Monitor<1> monitor);
Sockets& sockets_of(Monitor<2> monitor);
template <int which, Sockets FIX::SocketMonitor::*member>
struct NameSockets {
    friend Sockets& sockets_of(Monitor<which> of) { return of.monitor.*member; }
};
template struct NameSockets<0, &FIX::SocketMonitor::m_readSockets>;
template struct NameSockets<1, &FIX::SocketMonitor::m_writeSockets>;
template struct NameSockets<2, &FIX::SocketMonitor::m_connectSockets>;

void add(std::vector<pollfd>& all, const Sockets& sockets, short events) {
    for (const int socket : sockets) all.push_back({socket, events, 0});
}

}  // namespace

void wait_for_sockets(FIX::SocketMonitor& monitor, int milliseconds) {
    if (!private_of(monitor).empty()) return;  // a closed one is to be cleared away
    std::vector<pollfd> all;
    add(all, sockets_of(Monitor<0>{monitor}), POLLIN);
    add(all, sockets_of(Monitor<1>{monitor}), POLLOUT);
    add(all, sockets_of(Monitor<2>{monitor}), POLLOUT);
    ::poll(all.data(), all.size(), milliseconds);
}

}  // namespace fix
