#pragma once

#include <cstdint>
#include <string>

#include "common/amqp/message.h"
#include "common/amqp/output_buffer.h"

namespace amqp {

// Frames of the one channel that each link has. Names longer than 255 bytes are a bug.
inline constexpr uint16_t kChannel = 1;

void encode_publish(OutputBuffer& output, const Message& message, uint32_t frame_bytes_max);
void encode_ack(OutputBuffer& output, uint64_t tag, bool multiple);
void encode_qos(OutputBuffer& output, uint16_t prefetch);
void encode_consume(OutputBuffer& output, const Subscription& subscription,
                    const std::string& consumer_tag);
void encode_connection_close(OutputBuffer& output);
void encode_heartbeat(OutputBuffer& output);

}  // namespace amqp
