#include "common/journal/record_mark.h"

#include <string>

#include "common/journal/crc64.h"

namespace journal {

uint64_t mark_of(const Record& record) {
    uint64_t mark = 0;
    for (const std::string* text :
         {&record.exchange, &record.routing_key, &record.content_encoding, &record.body}) {
        mark = crc64({"\0", 1}, crc64(*text, mark));
    }
    return mark;
}

}  // namespace journal
