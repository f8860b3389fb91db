#pragma once

#include <string>
#include <vector>

#include "common/config/section.h"
#include "common/service/startup.h"
#include "consumers/notifier/courier.h"
#include "consumers/notifier/lane.h"

namespace notifier {

inline constexpr const char* kMailPasswordVariable = "BACKSTOP_SMTP_PASSWORD";
inline constexpr const char* kSmsTokenVariable = "BACKSTOP_SMS_TOKEN";
inline constexpr const char* kPushTokenVariable = "BACKSTOP_PUSH_TOKEN";

// One channel: its two lanes and how they reach it.
struct ChannelConfig {
    LaneConfig urgent;
    LaneConfig bulk;
    MakeCourier make;
};

struct NotifierConfig {
    std::string templates_dir;
    std::vector<ChannelConfig> channels;
};

// Reads [notifier] and a section for each channel; what is wrong becomes a problem of `startup`.
NotifierConfig notifier_config(service::Startup& startup);

// The keys of [email], and of [sms] or [push], that say how the channel is reached.
MailForm mail_form(config::Section& section);
GatewayForm gateway_form(config::Section& section);
GatewayStatuses gateway_statuses(config::Section& section);

}  // namespace notifier
