#include "common/amqp/queue_depth.h"

#include <amqp.h>
#include <amqp_framing.h>

#include "common/amqp/encode.h"
#include "common/amqp/login.h"

namespace amqp {

base::Result<int64_t> queue_depth(const LinkConfig& config, const std::string& queue) {
    base::Error last{base::Errc::Retryable, "no host of the broker is named"};
    for (const std::string& host : config.hosts) {
        const auto codec = Login::run(config, host, Login::Purpose::Consume);
        if (!codec.ok()) {
            last = codec.error();
            continue;
        }
        constexpr amqp_boolean_t kPassive = 1;
        const amqp_queue_declare_ok_t* const declared =
            amqp_queue_declare(codec.value().get(), kChannel,
                               amqp_bytes_t{queue.size(), const_cast<char*>(queue.data())},
                               kPassive, 0, 0, 0, amqp_empty_table);
        if (declared != nullptr) return int64_t{declared->message_count};
        last = {base::Errc::Invalid, "queue: " + queue + " cannot be looked at"};
    }
    return last;
}

}  // namespace amqp
