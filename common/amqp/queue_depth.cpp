#include "common/amqp/queue_depth.h"

#include <amqp.h>
#include <amqp_framing.h>

#include "common/amqp/encode.h"
#include "common/amqp/login.h"

namespace amqp {

namespace {

base::Result<std::vector<QueueLook>> look(amqp_connection_state_t codec,
                                          const std::vector<std::string>& queues) {
    constexpr amqp_boolean_t kPassive = 1;
    std::vector<QueueLook> looks;
    for (const std::string& queue : queues) {
        const amqp_queue_declare_ok_t* const declared = amqp_queue_declare(
            codec, kChannel, amqp_bytes_t{queue.size(), const_cast<char*>(queue.data())}, kPassive,
            0, 0, 0, amqp_empty_table);
        if (declared == nullptr) {
            return base::Error{base::Errc::Invalid, "queue: " + queue + " cannot be looked at"};
        }
        looks.push_back({queue, declared->message_count, declared->consumer_count});
    }
    return looks;
}

}  // namespace

base::Result<std::vector<QueueLook>> look_at_queues(const LinkConfig& config,
                                                    const std::vector<std::string>& queues) {
    base::Error last{base::Errc::Retryable, "no host of the broker is named"};
    for (const std::string& host : config.hosts) {
        const auto codec = Login::run(config, host, Login::Purpose::Consume);
        if (!codec.ok()) {
            last = codec.error();
            continue;
        }
        auto looks = look(codec.value().get(), queues);
        if (looks.ok()) return looks;
        last = looks.error();
    }
    return last;
}

base::Result<int64_t> queue_depth(const LinkConfig& config, const std::string& queue) {
    const auto looks = look_at_queues(config, {queue});
    if (!looks.ok()) return looks.error();
    return looks.value().front().ready;
}

}  // namespace amqp
