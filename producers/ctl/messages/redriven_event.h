#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "producers/ctl/messages/parked_store.h"

namespace ctl {

// A parked event on its way back. Pure.
struct RedrivenEvent {
    std::string body;  // as it is published and, where it is refused again, parked
    std::string routing_key;
    int32_t partition = 0;
    std::string source;
    uint32_t day = 0;
    std::string id;
};

// Reads `text`, the row's body or its corrected form, as one event without its number, under the
// source of the row's next redrive. Invalid, with the reason that begins with the field, where the
// codec refuses it, or where its number may still be waited for in its own partition.
base::Result<RedrivenEvent> to_redrive(const ParkedRow& row, std::string_view text,
                                       int32_t partitions);
// Reads what an earlier redrive has sent.
base::Result<RedrivenEvent> sent_before(const std::string& body, int32_t partitions);

}  // namespace ctl
