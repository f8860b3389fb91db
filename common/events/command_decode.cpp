#include "common/events/characters.h"
#include "common/events/command.h"
#include "common/events/command_rules.h"
#include "common/events/event.h"
#include "common/events/strict_fields.h"

namespace events {
namespace {

void read_who(StrictFields& fields, Command& command) {
    fields.text("id", Need::Must, {kCommandIdChar, 1, kCommandIdMax}, command.id);
    fields.text("account", Need::Must, {kAccountChar, 1, kAccountMax}, command.account);
    int64_t day = 0;
    fields.integer("day", Need::Must, 20000101, 20991231, day);
    command.day = static_cast<uint32_t>(day);
    fields.name("action", Need::Must, command.action);
    fields.name("origin", Need::Must, command.origin);
    fields.text("who", Need::Must, {kReasonChar, 1, kWhoMax}, command.who);
    fields.text("evidence", Need::May, {kReasonChar, 0, kEvidenceMax}, command.evidence);
}

void read_which(StrictFields& fields, Command& command) {
    fields.name("exchange", command.exchange);
    fields.name("segment", command.segment);
    fields.name("product", command.product);
    fields.name("side", command.side);
    std::optional<int64_t> token;
    fields.integer("token", 1, kTokenMax, token);
    if (token) command.token = static_cast<uint32_t>(*token);
    fields.texts("orders", Need::May, {kIdChar, 1, kIdMax}, kCommandOrdersMax, command.orders);
}

void read_how(StrictFields& fields, Command& command) {
    fields.integer("quantity", 1, kQuantityMax, command.quantity);
    fields.integer("percent", 1, 100, command.percent);
    fields.flag("cancel_first", command.cancel_first);
    fields.name("price_policy", Need::May, command.price_policy);
    fields.price("price", Need::May, command.price);
    fields.flag("outside_band", command.outside_band);
    fields.name("validity", Need::May, command.validity, kOwnValidities);
}

void read_when(StrictFields& fields, Command& command) {
    fields.integer("epoch", Need::Must, 1, INT64_MAX, command.epoch);
    fields.integer("issued_us", Need::Must, 1, kTimeUsMax, command.issued_us);
    fields.integer("expires_us", Need::Must, 1, kTimeUsMax, command.expires_us);
}

// What a cancel would not use must not stand in it: who wrote it meant something else.
void refuse_of_cancel(StrictFields& fields) {
    for (const std::string_view field : {"quantity", "percent", "cancel_first", "price_policy",
                                         "price", "outside_band", "validity"}) {
        if (fields.has(field)) return fields.refuse(field, "only of an exit");
    }
}

}  // namespace

base::Result<Command> decode_command(std::string_view body) {
    const auto json = read_json(body, kCommandBytesMax);
    if (!json.ok()) return json.error();
    StrictFields fields{json.value()};
    Command command;
    fields.kind("command");
    read_who(fields, command);
    read_which(fields, command);
    read_how(fields, command);
    read_when(fields, command);
    if (command.action == CommandAction::Cancel) refuse_of_cancel(fields);
    if (command.action == CommandAction::Exit && fields.has("orders")) {
        fields.refuse("orders", "only of a cancel");
    }
    const std::string problem = fields.problem().empty() ? broken_rule(command) : fields.problem();
    if (!problem.empty()) return base::Error{base::Errc::Invalid, problem};
    return command;
}

std::optional<Command> legible_command(std::string_view body) {
    const auto json = read_json(body, kCommandBytesMax);
    if (!json.ok()) return std::nullopt;
    Command command;
    StrictFields id{json.value()};
    id.text("id", Need::Must, {kCommandIdChar, 1, kCommandIdMax}, command.id);
    if (!id.problem().empty()) return std::nullopt;
    StrictFields fields{json.value()};
    read_who(fields, command);
    read_when(fields, command);
    return command;
}

}  // namespace events
