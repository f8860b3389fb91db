#include "producers/ctl/operators/request_text.h"

#include <fmt/core.h>

#include "common/events/json_value.h"
#include "producers/ctl/table.h"

namespace ctl {
namespace {

using events::JsonValue;
using operators::Approval;
using operators::ApprovalState;

constexpr size_t kIndent = 2;

std::string place_of(const audit::Person& person) {
    if (person.os_user.empty()) return "";
    return person.os_user + "@" + person.host + (person.by_token ? ", token" : "");
}

void write_person(events::JsonText& json, std::string_view role, const audit::Person& person) {
    const std::string name{role};
    json.text(name + "_by", person.name);
    json.text(name + "_os_user", person.os_user);
    json.text(name + "_host", person.host);
    json.flag(name + "_by_token", person.by_token);
}

// "in_the_language" as "in the language".
std::string words_of(std::string name) {
    for (char& c : name) c = c == '_' ? ' ' : c;
    return name;
}

std::string below_itself(std::string_view text, size_t indent) {
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '\n') out.append(indent, ' ');
    }
    return out;
}

bool holds_others(const JsonValue& value) {
    return value.kind == JsonValue::Kind::Object || value.kind == JsonValue::Kind::List;
}

void append_value(std::string& out, const JsonValue& value, size_t indent);

void append_elements(std::string& out, const JsonValue& all, size_t indent) {
    for (size_t i = 0; i < all.elements.size(); ++i) {
        out.append(indent, ' ');
        out += all.kind == JsonValue::Kind::Object ? words_of(all.names[i]) + ":" : "-";
        append_value(out, all.elements[i], indent + kIndent);
    }
}

void append_value(std::string& out, const JsonValue& value, size_t indent) {
    if (holds_others(value)) {
        out += value.elements.empty() ? " none\n" : "\n";
        return append_elements(out, value, indent);
    }
    const std::string text = value.kind == JsonValue::Kind::Null ? "unknown" : value.text;
    out += " " + (text.empty() ? "-" : below_itself(text, indent)) + "\n";
}

}  // namespace

std::string state_of(const Approval& one, int64_t now_us) {
    const bool ended = one.state == ApprovalState::Done || one.state == ApprovalState::Refused ||
                       one.state == ApprovalState::Withdrawn;
    if (!ended && !operators::is_open(one, now_us)) return "over";
    return std::string{operators::name_of(one.state)};
}

std::string lines_of(std::string_view json, size_t indent) {
    const auto read = events::read_json(json, operators::kShownBytesMax);
    if (!read.ok()) return std::string(indent, ' ') + std::string{json} + "\n";
    std::string out;
    append_elements(out, read.value(), indent);
    return out;
}

std::string request_text(const Approval& one, const std::vector<Approval>& rivals, int64_t now_us) {
    std::string text = fmt::format("request   {}, {}\naction    {}\n", one.id,
                                   state_of(one, now_us), one.act.action);
    if (!one.act.subject.empty()) text += "about     " + one.act.subject + "\n";
    text += "what\n" + lines_of(one.act.what, kIndent);
    text += lines_of(one.act.shown, kIndent);
    text += fmt::format("why       {}\nasked     {}, by {} ({})\n", one.act.why,
                        india_time(one.asked_us), one.asked.name, place_of(one.asked));
    if (one.decided_us != 0) {
        text += fmt::format("decided   {}, by {} ({}){}{}\n", india_time(one.decided_us),
                            one.decided.name, place_of(one.decided), one.alone ? ", alone" : "",
                            one.decided_why.empty() ? "" : ": " + one.decided_why);
    }
    if (rivals.empty()) return text;
    return text + "against   " + operators::names_of(rivals) + ": only one of them can be meant\n";
}

void write_request(events::JsonText& json, const Approval& one, int64_t now_us) {
    json.integer("id", one.id);
    json.text("state", state_of(one, now_us));
    json.text("action", one.act.action);
    json.text("about", one.act.subject);
    json.key("what");
    json.raw(one.act.what);
    json.key("shown");
    json.raw(one.act.shown);
    json.text("why", one.act.why);
    json.integer("asked_us", one.asked_us);
    write_person(json, "asked", one.asked);
    json.integer("decided_us", one.decided_us);
    write_person(json, "decided", one.decided);
    json.text("decided_why", one.decided_why);
    json.flag("alone", one.alone);
}

std::string request_json(const Approval& one, const std::vector<Approval>& rivals,
                         const std::string& mass_exit, int64_t now_us) {
    events::JsonText json;
    json.open_object();
    write_request(json, one, now_us);
    json.objects("against", rivals, [](events::JsonText& to, const Approval& rival) {
        to.integer("id", rival.id);
        to.text("action", rival.act.action);
        to.text("state", operators::name_of(rival.state));
        to.text("asked_by", rival.asked.name);
    });
    if (!mass_exit.empty()) {
        json.key("mass_exit");
        json.raw(mass_exit);
    }
    json.close_object();
    return json.take();
}

}  // namespace ctl
