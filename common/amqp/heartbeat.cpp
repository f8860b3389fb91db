#include "common/amqp/heartbeat.h"

namespace amqp {

Pulse Heartbeat::on_tick(base::MonoTime now) {
    // A tick that comes late says that we stood still, and the peer's bytes may lie unread in the
    // socket: it gets one more interval before it is judged.
    const bool stalled = now - ticked_ > interval_us_;
    ticked_ = now;
    if (stalled && now - heard_ > interval_us_) heard_ = now + -interval_us_;
    if (now - heard_ > 2 * interval_us_) return Pulse::PeerIsDead;
    return now - sent_ >= interval_us_ / 2 ? Pulse::SendHeartbeat : Pulse::Quiet;
}

}  // namespace amqp
