#pragma once

#include <string>

#include "common/fix/trading.h"

// Reports for tests: good ones, of which a test changes what it speaks of. Of one order of 150.
inline fix::ExecutionReport make_report(fix::ExecType type, fix::OrdStatus status,
                                        const std::string& exec_id = "E1") {
    fix::ExecutionReport report;
    report.exec_id = exec_id;
    report.exec_type = type;
    report.status = status;
    report.exchange_order_id = "O1";
    report.client_order_id = "C1";
    report.account = "AB1234";
    report.instrument = {events::Exchange::Nse, events::Segment::Fo, 53001, "NIFTY"};
    report.product = "NRML";
    report.quantity = 150;
    report.leaves = 150;
    report.price = 1'013'500;
    report.day = 20260803;
    report.transact_time_us = 1'785'728'700'123'456;
    return report;
}

// The first `filled` of it, 75 just now.
inline fix::ExecutionReport make_fill(int64_t filled, const std::string& exec_id = "E1") {
    const auto status = filled < 150 ? fix::OrdStatus::PartiallyFilled : fix::OrdStatus::Filled;
    fix::ExecutionReport report = make_report(fix::ExecType::Trade, status, exec_id);
    report.last_quantity = 75;
    report.last_price = 1'013'450;
    report.cumulative = filled;
    report.leaves = 150 - filled;
    report.trade_no = "N" + exec_id;
    return report;
}
