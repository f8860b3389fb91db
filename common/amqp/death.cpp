#include "common/amqp/death.h"

#include <amqp.h>
#include <amqp_framing.h>

#include <string_view>

namespace amqp {
namespace {

std::string_view view(amqp_bytes_t bytes) {
    return {static_cast<const char*>(bytes.bytes), bytes.len};
}

const amqp_field_value_t* find(const amqp_table_t& table, std::string_view key, uint8_t kind) {
    for (int i = 0; i < table.num_entries; ++i) {
        const amqp_table_entry_t& entry = table.entries[i];
        if (view(entry.key) == key) return entry.value.kind == kind ? &entry.value : nullptr;
    }
    return nullptr;
}

std::string text_of(const amqp_table_t& table, std::string_view key) {
    const auto* value = find(table, key, AMQP_FIELD_KIND_UTF8);
    return value == nullptr ? std::string{} : std::string{view(value->value.bytes)};
}

}  // namespace

std::optional<Death> last_death(const amqp_basic_properties_t_& properties) {
    if ((properties._flags & AMQP_BASIC_HEADERS_FLAG) == 0) return std::nullopt;
    const auto* deaths = find(properties.headers, "x-death", AMQP_FIELD_KIND_ARRAY);
    if (deaths == nullptr || deaths->value.array.num_entries == 0) return std::nullopt;
    const amqp_field_value_t& newest = deaths->value.array.entries[0];
    if (newest.kind != AMQP_FIELD_KIND_TABLE) return std::nullopt;
    const amqp_table_t& table = newest.value.table;
    Death death;
    death.queue = text_of(table, "queue");
    death.reason = text_of(table, "reason");
    death.exchange = text_of(table, "exchange");
    if (const auto* keys = find(table, "routing-keys", AMQP_FIELD_KIND_ARRAY);
        keys != nullptr && keys->value.array.num_entries > 0 &&
        keys->value.array.entries[0].kind == AMQP_FIELD_KIND_UTF8) {
        death.routing_key = view(keys->value.array.entries[0].value.bytes);
    }
    if (const auto* count = find(table, "count", AMQP_FIELD_KIND_I64); count != nullptr) {
        death.count = count->value.i64;
    }
    return death;
}

}  // namespace amqp
