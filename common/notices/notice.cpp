#include "common/notices/notice.h"

#include "common/base/must.h"
#include "common/events/characters.h"
#include "common/events/command.h"
#include "common/events/json_text.h"

namespace notices {
namespace {

constexpr size_t kKindMax = 20;

// FNV-1a, 64 bits, finished as MurmurHash3 does so that the last bytes reach all bits too.
uint64_t hash_of(uint64_t hash, std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
    hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCD;
    hash = (hash ^ (hash >> 33U)) * 0xC4CEB9FE1A85EC53;
    return hash ^ (hash >> 33U);
}

void append_hexadecimal(std::string& out, uint64_t value) {
    for (unsigned digit = 0; digit < 16; ++digit) {
        out.push_back("0123456789abcdef"[(value >> (60 - 4 * digit)) & 15U]);
    }
}

std::string digest_of(std::string_view text) {
    std::string digest{"#"};
    append_hexadecimal(digest, hash_of(0xCBF29CE484222325, text));
    append_hexadecimal(digest, hash_of(0x84222325CBF29CE4, text));
    return digest;
}

bool is_id(std::string_view text) {
    return events::all_of_class(text, events::kIdChar) && !text.empty();
}

}  // namespace

std::string notice_id(std::string_view kind, std::string_view cause, events::Channel channel) {
    base::must(!kind.empty() && kind.size() <= kKindMax);
    const std::string_view name = events::name_of(channel);
    const bool fits = kind.size() + cause.size() + name.size() + 2 <= events::kNoticeIdMax &&
                      events::all_of_class(cause, events::kCommandIdChar);
    std::string id{kind};
    id.append(":").append(fits ? std::string{cause} : digest_of(cause)).append(":").append(name);
    return id;
}

std::string json_of(const Fields& fields) {
    events::JsonText json;
    json.open_object();
    for (const auto& [name, value] : fields) json.text(name, value);
    json.close_object();
    return json.take();
}

std::string problem_of(const Notice& notice) {
    if (!is_id(notice.id) || notice.id.size() > events::kNoticeIdMax) {
        return "id: must be 1 to 64 printable characters without spaces and quotes";
    }
    if (notice.account.empty() && notice.recipient.empty()) {
        return "recipient: empty, though no account is named";
    }
    if (notice.recipient.size() > kRecipientMax || !is_utf8(notice.recipient)) {
        return "recipient: must be UTF-8 of at most 254 bytes";
    }
    if (!is_id(notice.name_of_template) || notice.name_of_template.size() > kTemplateMax) {
        return "template: must be 1 to 40 printable characters without spaces and quotes";
    }
    for (const auto& [name, value] : notice.fields) {
        if (!is_id(name) || name.size() > kFieldNameMax) {
            return "fields: a name must be 1 to 40 printable characters without spaces and quotes";
        }
        if (!is_utf8(value)) return "fields: " + name + ": not UTF-8";
    }
    if (json_of(notice.fields).size() > kFieldsBytesMax) return "fields: above 32 KiB";
    if (notice.expires_us <= notice.created_us) return "expires_us: not after created_us";
    return {};
}

}  // namespace notices
