#include "common/amqp/owed_confirm.h"

#include <utility>

namespace amqp {

bool OwedConfirm::on_tick(base::MonoTime now, bool owed, uint64_t confirmed_through) {
    const bool anew = std::exchange(anew_, false);
    const bool moved = std::exchange(confirmed_through_, confirmed_through) != confirmed_through;
    const bool still = std::exchange(owed_, owed) && owed && !moved && !anew;
    if (!still) since_ = now;
    if (now - since_ < wait_us_max_) return false;
    since_ = now;
    return true;
}

}  // namespace amqp
