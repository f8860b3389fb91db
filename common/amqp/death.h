#pragma once

#include <optional>

#include "common/amqp/message.h"

struct amqp_basic_properties_t_;

namespace amqp {

// The newest entry of the header x-death; nullopt where there is none, or it is of another shape.
std::optional<Death> last_death(const amqp_basic_properties_t_& properties);

}  // namespace amqp
