#include "common/fix/outgoing.h"

#include <quickfix/Group.h>

namespace fix {

void write_message(const Message& message, FIX::Message& out) {
    out.getHeader().setField(FIX::FieldBase(35, message.type), false);
    for (const Tag& tag : message.fields) {
        if (!tag.value.empty()) out.setField(FIX::FieldBase(tag.number, tag.value), false);
    }
    for (const Group& group : message.groups) {
        for (const std::vector<Tag>& entry : group.entries) {
            if (entry.empty()) continue;
            FIX::Group one(group.count_tag, entry.front().number);
            for (const Tag& tag : entry) one.setField(FIX::FieldBase(tag.number, tag.value), false);
            out.addGroup(one);
        }
    }
}

}  // namespace fix
