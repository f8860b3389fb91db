#include "common/events/command.h"
#include "common/events/json_text.h"

namespace events {
namespace {

void write_who(const Command& command, JsonText& json) {
    json.text("kind", "command");
    json.text("id", command.id);
    json.text("account", command.account);
    json.integer("day", command.day);
    json.text("action", name_of(command.action));
    json.text("origin", name_of(command.origin));
    json.text("who", command.who);
    if (!command.evidence.empty()) json.text("evidence", command.evidence);
}

void write_which(const Command& command, JsonText& json) {
    if (command.exchange) json.text("exchange", name_of(*command.exchange));
    if (command.segment) json.text("segment", name_of(*command.segment));
    if (command.product) json.text("product", name_of(*command.product));
    if (command.side) json.text("side", name_of(*command.side));
    if (command.token) json.integer("token", *command.token);
    if (!command.orders.empty()) json.texts("orders", command.orders);
}

void write_how(const Command& command, JsonText& json) {
    if (command.quantity) json.integer("quantity", *command.quantity);
    if (command.percent) json.integer("percent", *command.percent);
    json.flag("cancel_first", command.cancel_first);
    json.text("price_policy", name_of(command.price_policy));
    if (command.price_policy == PricePolicy::Limit) json.price("price", command.price);
    if (command.outside_band) json.flag("outside_band", true);
    json.text("validity", name_of(command.validity));
}

}  // namespace

std::string encode(const Command& command) {
    JsonText json;
    json.open_object();
    write_who(command, json);
    write_which(command, json);
    if (command.action == CommandAction::Exit) write_how(command, json);
    json.integer("epoch", command.epoch);
    json.integer("issued_us", command.issued_us);
    json.integer("expires_us", command.expires_us);
    json.close_object();
    return json.take();
}

}  // namespace events
