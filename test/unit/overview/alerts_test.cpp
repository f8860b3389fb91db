#include "common/overview/alerts.h"

#include <doctest/doctest.h>

using overview::Alert;
using overview::read_alerts;

namespace {

std::string answer_of(const std::string& alerts) {
    return R"({"status":"success","data":{"alerts":[)" + alerts + "]}}";
}

constexpr const char* kWarning =
    R"({"labels":{"alertname":"LedgerPaused","partition":"3","severity":"warning","job":"ledger"},)"
    R"("annotations":{"summary":"a partition is paused","description":"long"},"state":"firing",)"
    R"("activeAt":"2026-11-28T09:15:30.123456789Z","value":"1e+00"})";

}  // namespace

TEST_CASE("overview/alerts: those that fire, critical ones first, then the newest") {
    const auto pending =
        R"({"labels":{"alertname":"Later","severity":"critical"},"state":"pending"})";
    const auto critical =
        R"({"labels":{"alertname":"DatabaseDown","severity":"critical"},"annotations":{},)"
        R"("state":"firing","activeAt":"2026-11-28T09:16:00Z"})";
    const auto alerts =
        read_alerts(answer_of(std::string{kWarning} + "," + pending + "," + critical));
    REQUIRE(alerts.known());
    REQUIRE(alerts.value->size() == 2);
    CHECK(alerts.value->at(0).name == "DatabaseDown");
    CHECK(alerts.value->at(0).critical);
    CHECK(alerts.value->at(1) == Alert{"LedgerPaused", false, "partition 3, job ledger",
                                       "a partition is paused", 1'795'857'330'000'000});
}

TEST_CASE("overview/alerts: warnings stand behind all that is critical, a burning budget's too") {
    const auto alert = [](const char* name, const char* severity, const char* since) {
        return std::string{R"({"labels":{"alertname":")"} + name + R"(","severity":")" + severity +
               R"("},"state":"firing","activeAt":")" + since + "\"}";
    };
    const auto alerts =
        read_alerts(answer_of(alert("LedgerPaused", "warning", "2026-11-28T09:18:00Z") + "," +
                              alert("BudgetBurnsSlowly", "warning", "2026-11-28T09:21:00Z") + "," +
                              alert("BudgetBurnsFast", "critical", "2026-11-28T09:20:00Z") + "," +
                              alert("OrdersInDoubt", "critical", "2026-11-28T09:16:00Z") + "," +
                              alert("ServiceDown", "critical", "2026-11-28T09:17:00Z")));
    std::vector<std::string> names;
    for (const Alert& one : *alerts.value) names.push_back(one.name);
    CHECK(names == std::vector<std::string>{"ServiceDown", "OrdersInDoubt", "BudgetBurnsFast",
                                            "LedgerPaused", "BudgetBurnsSlowly"});
}

TEST_CASE("overview/alerts: an answer without any is none, one that is no answer is not known") {
    REQUIRE(read_alerts(answer_of("")).known());
    CHECK(read_alerts(answer_of("")).value->empty());
    for (const char* odd :
         {"", "{}", "<html>", R"({"status":"error"})", R"({"data":{"alerts":{}}})",
          R"({"data":{"alerts":[{"state":"firing"}]}})"}) {
        CAPTURE(std::string{odd});
        CHECK_FALSE(read_alerts(odd).known());
        CHECK_FALSE(read_alerts(odd).unknown.empty());
    }
}

TEST_CASE("overview/alerts: more than a page shows are cut, the worst stay") {
    std::string many;
    for (size_t i = 0; i < overview::kAlertsMax + 20; ++i) many += std::string{kWarning} + ",";
    many += R"({"labels":{"alertname":"DatabaseDown","severity":"critical"},"state":"firing"})";
    const auto alerts = read_alerts(answer_of(many));
    REQUIRE(alerts.known());
    CHECK(alerts.value->size() == overview::kAlertsMax);
    CHECK(alerts.value->front().name == "DatabaseDown");
}

TEST_CASE("overview/alerts: times of Prometheus") {
    CHECK(overview::time_of("1970-01-01T00:00:01Z") == 1'000'000);
    for (const char* odd : {"", "yesterday", "2026-13-28T09:15:30Z", "2026-11-28T09:15:30+05:30"}) {
        CHECK(overview::time_of(odd) == 0);
    }
}
