#include "producers/ctl/notices/broadcast.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "common/events/characters.h"
#include "common/events/json_value.h"

namespace ctl {

using base::Errc;
using base::Error;
using events::Channel;

namespace {

constexpr int64_t kLifeMaxUs = 30 * 86'400'000'000;

// What the channel sends to; "": the customer's own.
const std::string& recipient_of(const Addressee& addressee, Channel channel) {
    static const std::string kOwn;
    if (channel == Channel::Email) return addressee.email;
    return channel == Channel::Sms ? addressee.mobile : kOwn;
}

notices::Fields merged(const Broadcast& broadcast, const Addressee& addressee) {
    notices::Fields fields = addressee.fields;
    for (const auto& [name, value] : broadcast.fields) {
        const bool given = std::any_of(fields.begin(), fields.end(),
                                       [&](const auto& one) { return one.first == name; });
        if (!given) fields.emplace_back(name, value);
    }
    return fields;
}

using FieldMap = std::map<std::string, std::string>;

FieldMap map_of(std::string_view json) {
    FieldMap all;
    const auto read = events::read_json(json, notices::kFieldsBytesMax);
    if (!read.ok()) return all;
    for (size_t i = 0; i < read.value().names.size(); ++i) {
        all.emplace(read.value().names[i], read.value().elements[i].text);
    }
    return all;
}

// "field body, field title": those that differ, are missing or are new.
std::string differing_fields(std::string_view known, std::string_view now) {
    const FieldMap before = map_of(known);
    const FieldMap after = map_of(now);
    std::set<std::string> names;
    for (const FieldMap* side : {&before, &after}) {
        const FieldMap& other = side == &before ? after : before;
        for (const auto& [name, value] : *side) {
            const auto found = other.find(name);
            if (found == other.end() || found->second != value) names.insert(name);
        }
    }
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "field " : ", field ") + name;
    return text;
}

}  // namespace

std::string problem_of(const Broadcast& broadcast) {
    if (broadcast.id.empty() || broadcast.id.size() > kBroadcastIdMax ||
        !events::all_of_class(broadcast.id, events::kCommandIdChar)) {
        return "id: must be 1 to 34 of A-Z a-z 0-9 . _ : -";
    }
    if (broadcast.channels.empty()) return "channel: none is named";
    std::set<std::string> names;
    for (const auto& [name, value] : broadcast.fields) {
        if (!names.insert(name).second) return "field: " + name + " is given twice";
        if (!notices::is_utf8(value)) return "field: " + name + ": not UTF-8";
    }
    Addressee anybody;
    anybody.account = "A";
    std::string why = problem_of(notices_of(broadcast, anybody)[0]);
    return why.starts_with("fields: ") ? "field" + why.substr(6) : why;
}

base::Result<std::pair<std::string, std::string>> read_field(const std::string& text) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        return Error{Errc::Invalid, "field: must be name=value"};
    }
    return std::pair{text.substr(0, equals), text.substr(equals + 1)};
}

base::Result<int64_t> read_duration_us(const std::string& text) {
    constexpr std::string_view kUnits = "smhd";
    constexpr std::array<int64_t, 4> kSeconds{1, 60, 3'600, 86'400};
    const Error wrong{Errc::Invalid,
                      "expires-in: must be like 30m, 2h or 1d, at most 30 days, not " + text};
    const size_t unit = text.empty() ? std::string_view::npos : kUnits.find(text.back());
    if (unit == std::string_view::npos) return wrong;
    int64_t count = 0;
    const char* end = text.data() + text.size() - 1;
    const auto [stop, error] = std::from_chars(text.data(), end, count);
    if (error != std::errc{} || stop != end || count < 1) return wrong;
    if (count > kLifeMaxUs / 1'000'000 / kSeconds[unit]) return wrong;
    return count * kSeconds[unit] * 1'000'000;
}

std::string problem_of_fields(const Broadcast& broadcast, const std::set<std::string>& columns,
                              const std::vector<std::string>& declared) {
    std::set<std::string> given = columns;
    for (const auto& [name, value] : broadcast.fields) given.insert(name);
    for (const std::string& name : given) {
        if (std::find(declared.begin(), declared.end(), name) == declared.end()) {
            return "field: " + broadcast.name_of_template + " has no " + name;
        }
    }
    for (const std::string& name : declared) {
        const bool of_customer = name == "name" || name == "account";
        if (!of_customer && !given.contains(name)) {
            return "field: " + broadcast.name_of_template + " needs " + name;
        }
    }
    return {};
}

std::vector<notices::Notice> notices_of(const Broadcast& broadcast, const Addressee& addressee) {
    std::vector<notices::Notice> all;
    const notices::Fields fields = merged(broadcast, addressee);
    for (const Channel channel : broadcast.channels) {
        notices::Notice& notice = all.emplace_back();
        notice.recipient = recipient_of(addressee, channel);
        notice.account = addressee.account;
        // A number may look like an account; an @ does not.
        const std::string whom = notice.account.empty() ? "@" + notice.recipient : notice.account;
        notice.id = notices::notice_id("notify", broadcast.id + ":" + whom, channel);
        notice.channel = channel;
        notice.urgent = broadcast.urgent;
        notice.name_of_template = broadcast.name_of_template;
        notice.language = broadcast.language;
        notice.fields = fields;
        notice.created_us = broadcast.created_us;
        notice.expires_us = broadcast.expires_us;
        notice.broadcast = broadcast.id;
    }
    return all;
}

std::string difference_of(const KnownNotice& known, const notices::Notice& now) {
    if (known.name_of_template != now.name_of_template) {
        return "template " + known.name_of_template + ", now " + now.name_of_template;
    }
    if (known.language != events::name_of(now.language)) return "language";
    if (known.urgent != now.urgent) return "urgent";
    if (known.recipient != now.recipient) return "the address of one recipient";
    const std::string fields = notices::json_of(now.fields);
    return known.fields == fields ? "" : differing_fields(known.fields, fields);
}

void move_unfit(const Broadcast& broadcast, BroadcastList& list) {
    std::erase_if(list.good, [&](const Addressee& one) {
        // Its channels differ in the recipient alone, which the list has been asked about.
        std::string why = problem_of(notices_of(broadcast, one)[0]);
        if (why.empty()) return false;
        list.bad.push_back({one.line, std::move(why)});
        return true;
    });
    std::ranges::stable_sort(list.bad, {}, &RowProblem::line);
}

}  // namespace ctl
