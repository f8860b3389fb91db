#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/utf8.h"
#include "common/events/names.h"

namespace notices {

// The closed lists of schemas/sql/0005_notices.sql, in the order of its ENUM columns.
enum class Language { OfCustomer, English, Hindi };
enum class State { Waiting, Queued, Sending, Sent, Dead };

inline constexpr size_t kRecipientMax = 254;
inline constexpr size_t kTemplateMax = 40;
inline constexpr size_t kFieldNameMax = 40;
inline constexpr size_t kFieldsBytesMax = 32 * 1024;  // as JSON

// What a template is filled with, in any order.
using Fields = std::vector<std::pair<std::string, std::string>>;

// One message to one customer by one channel: a row of `notices` that is still to be written.
struct Notice {
    std::string id;         // notice_id(): the same cause and channel give the same one
    std::string account;    // "" where only `recipient` is known
    std::string recipient;  // address or number; "": the customer's own
    events::Channel channel{};
    bool urgent = false;
    std::string name_of_template;
    Language language = Language::OfCustomer;
    Fields fields;
    int64_t created_us = 0;      // since the Unix epoch, as expires_us
    int64_t expires_us = 0;      // not sent after it
    std::string broadcast = {};  // under which id a person has sent it; "": by no person
};

// "exit:<cause>:sms", at most 64 characters of ASCII. `kind`: a word of at most 20 characters.
// A cause that would make it longer, or that holds anything but A-Z a-z 0-9 . _ : -, is replaced by
// '#' and 32 hexadecimal digits made of it; '#' is in no other cause. Never change it: the
// repetition of a cause is told by it.
std::string notice_id(std::string_view kind, std::string_view cause, events::Channel channel);

// A JSON object of texts, as the column `fields` holds it.
std::string json_of(const Fields& fields);

using base::is_utf8;

// Empty, or why the row cannot be written: begins with the field.
std::string problem_of(const Notice& notice);

}  // namespace notices

template <>
inline constexpr std::array<std::string_view, 3> events::kNames<notices::Language>{"", "en", "hi"};
template <>
inline constexpr std::array<std::string_view, 5> events::kNames<notices::State>{
    "waiting", "queued", "sending", "sent", "dead"};
