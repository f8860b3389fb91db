#include "common/amqp/confirm_silence.h"

namespace amqp {

bool ConfirmSilence::on_tick(base::MonoTime now, bool owed) {
    const bool silent = owed && !answered_;
    if (!silent) silent_since_ = now;
    answered_ = !owed;
    if (!silent || now - silent_since_ < silence_us_max_) return false;
    answered_ = true;
    return true;
}

}  // namespace amqp
