#include "consumers/gateway/reset_watch.h"

#include <utility>

namespace gateway {

std::optional<std::string> ResetWatch::on_lost(const std::string& what) {
    if (std::exchange(under_way_, true)) return std::nullopt;
    return "the exchange has lost its store, or numbers of it: " + what;
}

std::optional<std::string> ResetWatch::on_logon() {
    if (!std::exchange(under_way_, false)) return std::nullopt;
    return "under the exchange's numbers: what it has said under those it lost is lost too, orders "
           "without an answer are asked for";
}

}  // namespace gateway
