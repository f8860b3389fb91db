#pragma once

#include <cstdint>
#include <string>

#include "common/events/partition.h"

// A trade of that day, `microseconds` after 09:15 of 3 August 2026.
inline std::string trade_json(uint32_t day, int64_t microseconds) {
    return R"({"kind":"trade","source":"test","day":)" + std::to_string(day) + R"(,"partition":)" +
           std::to_string(events::partition_of("AB1234", 4)) +
           R"(,"seq":1,"id":"T1","account":"AB1234","exchange":"NSE","segment":"FO",)"
           R"("product":"NRML","token":53001,"exchange_time_us":)" +
           std::to_string(1'785'728'700'000'000 + microseconds) +
           R"(,"received_time_us":1785728700000000,"trade_no":"1","exchange_order_id":"1",)"
           R"("client_order_id":"1","side":"buy","action":"new","quantity":75,"price":101.35,"ref":""})";
}
