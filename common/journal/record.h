#pragma once

#include <cstdint>
#include <string>

namespace journal {

// One message as it was published. The same whether it is read from the broker or from an archive.
struct Record {
    // Place in the broker's stream, or the number that the archive gave it; later messages have
    // higher ones.
    int64_t offset = 0;
    std::string exchange;          // that it was published to: events, commands, orders, site
    std::string routing_key;       // trade.07, order.07.own, squareoff.07, …
    std::string content_encoding;  // "" or "zstd"
    std::string body;              // at most events::kBodyBytesMax; a longer one was cut there
    bool cut = false;
};

}  // namespace journal
