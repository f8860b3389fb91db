#include "common/loop/turn_end.h"

#include "common/base/must.h"

namespace loop {

TurnEnd::TurnEnd(Loop& loop, std::function<void()> on_turn_end)
    : on_turn_end_{std::move(on_turn_end)}, handle_{this} {
    base::must(uv_prepare_init(loop.get(), handle_.get()) == 0);
    base::must(uv_prepare_start(handle_.get(), on_prepare) == 0);
    uv_unref(handle_.generic());  // it alone keeps no loop running
}

void TurnEnd::on_prepare(uv_prepare_t* handle) noexcept {
    if (auto* self = static_cast<TurnEnd*>(handle->data)) self->on_turn_end_();
}

}  // namespace loop
