#pragma once

#include <string_view>

namespace test {

// What RabbitMQ 3.10 answers to the paths of common/overview/management.h, shortened;
// `notify.sms.bulk` is a queue just after the broker's start, the second node one that is down.
inline constexpr std::string_view kQueues = R"([
{"consumers":2,"message_bytes":5120,"message_stats":{"ack_details":{"rate":5.8},"deliver_get_details":{"rate":6.2},
 "publish_details":{"rate":11.0}},"messages_ready":12,"messages_unacknowledged":3,"name":"ledger.00"},
{"consumers":0,"message_bytes":0,"messages_ready":0,"messages_unacknowledged":0,"name":"dlq.feed"},
{"consumers":0,"message_stats":{"publish_details":{"rate":31.6}},"messages_ready":3923,"messages_unacknowledged":0,
 "name":"journal"},
{"name":"unrouted","consumers":0,"message_bytes":0,"messages_ready":1,"messages_unacknowledged":0},
{"name":"notify.sms.bulk"}])";

inline constexpr std::string_view kNodes = R"([
{"mem_limit":2147483648,"mem_alarm":true,"disk_free_limit":1000000000,"disk_free_alarm":false,"uptime":229475,
 "name":"backstop@one","running":true,"mem_used":150257664,"disk_free":58834264064},
{"name":"backstop@two","running":false}])";

}  // namespace test
