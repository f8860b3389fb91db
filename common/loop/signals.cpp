#include "common/loop/signals.h"

#include <csignal>

#include "common/base/must.h"

namespace loop {

Signals::Signals(Loop& loop, std::function<void()> on_stop)
    : on_stop_{std::move(on_stop)}, terminate_{this}, interrupt_{this} {
    // Writing to a peer that has gone is an ordinary error code here, not a reason to die.
    std::signal(SIGPIPE, SIG_IGN);
    base::must(uv_signal_init(loop.get(), terminate_.get()) == 0);
    base::must(uv_signal_init(loop.get(), interrupt_.get()) == 0);
    base::must(uv_signal_start(terminate_.get(), on_signal, SIGTERM) == 0);
    base::must(uv_signal_start(interrupt_.get(), on_signal, SIGINT) == 0);
    uv_unref(terminate_.generic());  // they alone keep no loop running
    uv_unref(interrupt_.generic());
}

void Signals::on_signal(uv_signal_t* handle, int) noexcept {
    if (auto* self = static_cast<Signals*>(handle->data)) self->on_stop_();
}

}  // namespace loop
