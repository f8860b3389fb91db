#include "consumers/gateway/answers.h"

#include <doctest/doctest.h>

using fix::ExecType;
using fix::OrdStatus;
using gateway::Known;
using gateway::NotTaken;
using gateway::NotThere;
using gateway::Rejected;

namespace {

struct ReportWords {
    ExecType type{};
    OrdStatus status{};
    std::string number = "1100000000000017";
    std::string text = {};
    std::string id = "BXA";
};

using Answers = std::vector<gateway::Answer>;

// Of an order of 130; 14 and 151 are there, and say that nothing has filled.
fix::ExecutionReport report_of(const ReportWords& words) {
    fix::ExecutionReport report;
    report.exec_type = words.type;
    report.status = words.status;
    report.exchange_order_id = words.number;
    report.text = words.text;
    report.client_order_id = words.id;
    report.quantity = 130;
    return report;
}

Answers answer(const ReportWords& words) { return gateway::answers_of(report_of(words)); }

template <class Kind>
Kind as(const Answers& answers) {
    REQUIRE(answers.size() == 1);
    REQUIRE(std::holds_alternative<Kind>(answers.front()));
    return std::get<Kind>(answers.front());
}

}  // namespace

TEST_CASE("gateway/answers: every report of an order of ours but a rejection makes it known") {
    for (const ExecType type : {ExecType::New, ExecType::Trade, ExecType::Canceled,
                                ExecType::PendingNew, ExecType::Expired, ExecType::Status}) {
        CHECK(as<Known>(answer({type, OrdStatus::New})).client_order_id == "BXA");
    }
}

TEST_CASE("gateway/answers: 32 of what is no trade says how much has filled at least") {
    fix::ExecutionReport report = report_of({ExecType::Canceled, OrdStatus::Canceled});
    report.told_again = 40;
    CHECK(as<Known>(gateway::answers_of(report)).told.at_least == 40);
    CHECK(as<Known>(gateway::answers_of(report)).told.last_quantity == 0);  // it may be an old one
    report.fills_unreadable = true;
    CHECK(as<Known>(gateway::answers_of(report)).contradiction ==
          "a report says in no number how much has filled");
}

TEST_CASE("gateway/answers: a rejection carries the exchange's words") {
    const auto rejected = answer({ExecType::Rejected, OrdStatus::Rejected, "1", "price band"});
    CHECK(as<Rejected>(rejected).reason == "rejected by the exchange: price band");
    CHECK(as<Rejected>(answer({ExecType::Rejected, OrdStatus::Rejected})).reason ==
          "rejected by the exchange, without a reason");
}

TEST_CASE("gateway/answers: issue 9.10: a status without a number, however written, is no order") {
    for (const char* none : {"", "0", "NONE", "none", " ", "0000", "NULL"}) {
        CAPTURE(none);
        const auto there = answer({ExecType::Status, OrdStatus::Rejected, none});
        CHECK(as<NotThere>(there).client_order_id == "BXA");
    }
}

TEST_CASE("gateway/answers: words that the table cannot hold are made printable") {
    const auto rejected =
        answer({ExecType::Rejected, OrdStatus::Rejected, "1", "prix \xC3\xA9lev\xE9\n"});
    CHECK(as<Rejected>(rejected).reason == "rejected by the exchange: prix ??lev??");
}

TEST_CASE("gateway/answers: an id with other characters than ours is not ours") {
    CHECK(answer({ExecType::Rejected, OrdStatus::Rejected, "1", "", "BX\xFF"}).empty());
}

TEST_CASE("gateway/answers: a status of an order without a number says that it is not there") {
    for (const char* number : {"", "0", "NONE"}) {
        CHECK(as<NotThere>(answer({ExecType::Status, OrdStatus::Rejected, number, "unknown"}))
                  .client_order_id == "BXA");
    }
    const auto rejected = answer({ExecType::Status, OrdStatus::Rejected, "17", "price band"});
    CHECK(as<Rejected>(rejected).reason == "rejected by the exchange: price band");
}

TEST_CASE("gateway/answers: orders that are not ours mean nothing") {
    CHECK(answer({ExecType::Rejected, OrdStatus::Rejected, "1", "", "M-17"}).empty());
    CHECK(gateway::answers_of(fix::Unknown{"B"}).empty());
}

TEST_CASE("gateway/answers: a refused cancel ends the cancel's own row") {
    fix::CancelReject reject;
    reject.client_order_id = "BXC";
    reject.original_client_order_id = "BXA";
    reject.text = "too late";
    CHECK(as<Rejected>(gateway::answers_of(reject)).client_order_id == "BXC");
    CHECK(as<Rejected>(gateway::answers_of(reject)).reason == "cancel refused: too late");
    CHECK(as<Rejected>(gateway::answers_of(reject)).of_cancel);
    reject.unknown_order = true;
    CHECK(as<Rejected>(gateway::answers_of(reject)).reason ==
          "cancel refused, unknown order: too late");
    reject.of_replace = true;
    CHECK(gateway::answers_of(reject).empty());
}

TEST_CASE("gateway/answers: a message that was not taken is told by its number") {
    fix::MessageReject reject;
    reject.ref_seq = 12;
    reject.ref_tag = 44;
    reject.ref_type = "D";
    reject.text = "bad price";
    const auto answer = gateway::answers_of(reject);
    CHECK(as<NotTaken>(answer).ref_seq == 12);
    CHECK(as<NotTaken>(answer).reason == "message not taken by the exchange: bad price (tag 44)");
    CHECK(as<NotTaken>(answer).ref_type == "D");
    CHECK_FALSE(as<NotTaken>(answer).business);
    CHECK(as<NotTaken>(answer).named.empty());
    reject.business = true;
    reject.ref_id = "BXA";
    reject.client_order_id = "BXB";
    reject.original_client_order_id = "BXC";
    using Ids = std::vector<std::string>;
    CHECK(as<NotTaken>(gateway::answers_of(reject)).business);
    CHECK(as<NotTaken>(gateway::answers_of(reject)).named == Ids{"BXA", "BXB", "BXC"});
    reject.ref_type = "F";  // 41 is the order to be cancelled
    reject.ref_id = "0";
    CHECK(as<NotTaken>(gateway::answers_of(reject)).named == Ids{"BXB"});
}

TEST_CASE("gateway/answers: issue 9.1: what a report says of fills is told") {
    fix::ExecutionReport report;
    report.client_order_id = "BXA";
    report.exec_id = "E1";
    report.exec_type = ExecType::Trade;
    report.status = OrdStatus::PartiallyFilled;
    report.last_quantity = 40;
    report.cumulative = 60;
    auto told = as<Known>(gateway::answers_of(report)).told;
    CHECK(told.execution == "E1");
    CHECK(told.last_quantity == 40);
    CHECK(told.cumulative == 60);
    CHECK(told.lives);
    report.cumulative_told = false;
    CHECK(as<Known>(gateway::answers_of(report)).told.cumulative == -1);
    report.exec_type = ExecType::TradeBust;  // what it takes back only the books know
    CHECK(as<Known>(gateway::answers_of(report)).told.last_quantity == 0);
    report.exec_type = ExecType::Rejected;
    report.status = OrdStatus::Rejected;
    report.cumulative_told = true;
    CHECK(as<Rejected>(gateway::answers_of(report)).told.cumulative == 60);
    report.exec_type = ExecType::Canceled;
    report.status = OrdStatus::Canceled;
    told = as<Known>(gateway::answers_of(report)).told;
    CHECK(told.ended);
    CHECK_FALSE(told.lives);
}

TEST_CASE("gateway/answers: issue 9.8: 150=8 beside a 39 that lives rejects no order") {
    fix::ExecutionReport refused = report_of({ExecType::Rejected, OrdStatus::New});
    refused.leaves = 130;
    for (const OrdStatus lives : {OrdStatus::New, OrdStatus::PartiallyFilled, OrdStatus::Replaced,
                                  OrdStatus::PendingCancel, OrdStatus::Suspended}) {
        refused.status = lives;
        CHECK(as<Known>(gateway::answers_of(refused)).told.lives);
        CHECK(as<Known>(gateway::answers_of(refused)).contradiction.empty());
    }
    refused.status = OrdStatus::Unknown;  // no 39, and 151 says what is left
    CHECK(as<Known>(gateway::answers_of(refused)).told.lives);
    refused.leaves_told = false;
    CHECK(as<Rejected>(gateway::answers_of(refused)).client_order_id == "BXA");
}

TEST_CASE("gateway/answers: what rejects and lives in one breath is a contradiction") {
    fix::ExecutionReport odd = report_of({ExecType::Rejected, OrdStatus::New});
    odd.leaves = 0;
    CHECK_FALSE(as<Known>(gateway::answers_of(odd)).contradiction.empty());
}

TEST_CASE("gateway/answers: an end by 150 alone, or by 39=B, is an end and no life") {
    for (const auto& [type, status] : {std::pair{ExecType::Canceled, OrdStatus::Unknown},
                                       std::pair{ExecType::Expired, OrdStatus::Unknown},
                                       std::pair{ExecType::DoneForDay, OrdStatus::Unknown},
                                       std::pair{ExecType::DoneForDay, OrdStatus::Calculated},
                                       std::pair{ExecType::Status, OrdStatus::Calculated}}) {
        const auto told = as<Known>(answer({type, status})).told;
        CHECK(told.ended);
        CHECK_FALSE(told.lives);
    }
}

TEST_CASE(
    "gateway/answers: the answer to a cancel in a report speaks of the cancel and the order") {
    fix::ExecutionReport report = report_of({ExecType::Rejected, OrdStatus::New});
    report.client_order_id = "BXC";
    report.original_client_order_id = "BXA";
    report.leaves = 130;
    for (const OrdStatus status :
         {OrdStatus::New, OrdStatus::Unknown, OrdStatus::Rejected, OrdStatus::PartiallyFilled}) {
        report.status = status;
        if (status == OrdStatus::Rejected) report.leaves = 0;  // the words of the request alone
        const Answers refused = gateway::answers_of(report);
        REQUIRE(refused.size() == 2);
        CHECK(std::get<Rejected>(refused[0]).client_order_id == "BXC");
        CHECK(std::get<Rejected>(refused[0]).of_cancel);
        CHECK(std::get<Known>(refused[1]).client_order_id == "BXA");
        CHECK(std::get<Known>(refused[1]).told.lives);
        report.leaves = 130;
    }
    report.exec_type = ExecType::Canceled;
    report.status = OrdStatus::Canceled;
    const Answers done = gateway::answers_of(report);
    REQUIRE(done.size() == 2);
    CHECK(std::get<Known>(done[0]).client_order_id == "BXC");
    CHECK(std::get<Known>(done[1]).told.ended);
    report.client_order_id = "R-7";  // somebody else's request
    CHECK(as<Known>(gateway::answers_of(report)).client_order_id == "BXA");
}

TEST_CASE("gateway/answers: an ExecID that is none is none") {
    fix::ExecutionReport status = report_of({ExecType::Status, OrdStatus::New});
    for (const char* none : {"0", "NONE", ""}) {
        status.exec_id = none;
        CHECK(as<Known>(gateway::answers_of(status)).told.execution.empty());
    }
}
