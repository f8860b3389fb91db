#include "common/events/characters.h"
#include "common/events/command.h"
#include "common/events/event.h"
#include "common/events/json_text.h"
#include "common/events/strict_fields.h"

namespace events {
namespace {

std::string encode_list(std::string_view kind, std::string_view field,
                        const std::vector<std::string>& texts) {
    JsonText json;
    json.open_object();
    json.text("kind", kind);
    json.texts(field, texts);
    json.close_object();
    return json.take();
}

base::Result<std::vector<std::string>> decode_list(std::string_view body, std::string_view kind,
                                                   std::string_view field, TextRule rule,
                                                   size_t most) {
    const auto json = read_json(body, kBodyBytesMax);
    if (!json.ok()) return json.error();
    StrictFields fields{json.value()};
    std::vector<std::string> texts;
    fields.kind(kind);
    fields.texts(field, Need::Must, rule, most, texts);
    if (!fields.problem().empty()) return base::Error{base::Errc::Invalid, fields.problem()};
    return texts;
}

}  // namespace

std::string encode(const SendRequest& request) {
    return encode_list("send", "client_order_ids", request.client_order_ids);
}

base::Result<SendRequest> decode_send_request(std::string_view body) {
    auto ids = decode_list(body, "send", "client_order_ids", {kIdChar, 1, kIdMax}, kSendOrdersMax);
    if (!ids.ok()) return ids.error();
    return SendRequest{std::move(ids).value()};
}

std::string encode(const Wake& wake) { return encode_list("wake", "accounts", wake.accounts); }

base::Result<Wake> decode_wake(std::string_view body) {
    auto accounts =
        decode_list(body, "wake", "accounts", {kAccountChar, 1, kAccountMax}, kWakeAccountsMax);
    if (!accounts.ok()) return accounts.error();
    return Wake{std::move(accounts).value()};
}

std::string encode(const NoticeRequest& request) {
    return encode_list("notice", "ids", request.ids);
}

base::Result<NoticeRequest> decode_notice_request(std::string_view body) {
    auto ids = decode_list(body, "notice", "ids", {kIdChar, 1, kNoticeIdMax}, kNoticesMax);
    if (!ids.ok()) return ids.error();
    return NoticeRequest{std::move(ids).value()};
}

}  // namespace events
