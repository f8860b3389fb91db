#pragma once

#include <quickfix/SocketMonitor.h>

namespace fix {

// Names one private data member of a class of QuickFIX's: an explicit instantiation may. Declare
// `Type& private_of(Class&)` before; QuickFIX 1.15 has no other way to what is named here.
template <class Class, class Type, Type Class::*member>
struct NamePrivate {
    friend Type& private_of(Class& object) { return object.*member; }
};

// Waits until a socket of the monitor can be worked on, at most so long. QuickFIX's own poll never
// waits, whatever time it is given. The thread that drives the monitor.
void wait_for_sockets(FIX::SocketMonitor& monitor, int milliseconds);

}  // namespace fix
