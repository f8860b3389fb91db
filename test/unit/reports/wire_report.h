#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "common/base/decimal.h"
#include "common/fix/trading.h"
#include "common/fix/wire_text.h"
#include "common/reports/mapping.h"

// A report from the bytes on the wire to its events, through the mapping that the feed uses.
class WireReport {
  public:
    explicit WireReport(bool fix42 = false) {
        dialect.fix42 = fix42;
        fields_ = {{17, "E1"},
                   {37, "O1"},
                   {150, fix42 ? "2" : "F"},
                   {39, "2"},
                   {11, "C1"},
                   {1, "ACC"},
                   {48, "53001"},
                   {55, "NIFTY"},
                   {207, "NSE"},
                   {1300, "FO"},
                   {9302, "NRML"},
                   {54, "1"},
                   {38, "75"},
                   {40, "2"},
                   {44, "101.35"},
                   {59, "0"},
                   {32, "75"},
                   {31, "101.3"},
                   {14, "75"},
                   {151, "0"},
                   {6, "0"},
                   {75, "20260803"},
                   {60, "20260803-03:45:00.123456"}};
        if (fix42) add(20, "0");
    }

    // Gives the field another value, or adds it.
    WireReport& set(int number, const std::string& value) {
        for (auto& [tag, now] : fields_) {
            if (tag != number) continue;
            now = value;
            return *this;
        }
        return add(number, value);
    }
    WireReport& drop(int number) {
        std::erase_if(fields_, [&](const auto& field) { return field.first == number; });
        return *this;
    }
    WireReport& add(int number, const std::string& value) {
        fields_.emplace_back(number, value);
        return *this;
    }
    WireReport& put_first(int number, const std::string& value) {
        fields_.emplace_front(number, value);
        return *this;
    }

    [[nodiscard]] std::string text() const {
        std::string text =
            "8=FIX.4.4\x01"
            "35=8\x01"
            "34=7\x01"
            "52=20260803-03:45:00.200\x01";
        for (const auto& [number, value] : fields_) {
            text.append(std::to_string(number)).append("=").append(value).push_back('\x01');
        }
        return text;
    }

    struct Outcome {
        std::string refusal;
        reports::ReportEvents events;
        [[nodiscard]] const events::Trade& trade() const {
            return std::get<events::Trade>(events.trade.value().body);
        }
        [[nodiscard]] const events::Order& order() const {
            return std::get<events::Order>(events.order.value().body);
        }
        // "+75 at 101.3", "-75 at …", or "refused: why", or "none".
        [[nodiscard]] std::string booked() const {
            if (!refusal.empty() && !events.trade) return "refused: " + refusal;
            if (!events.trade) return "none";
            std::string said = trade().side == events::Side::Buy ? "+" : "-";
            said += std::to_string(trade().quantity) + " at ";
            base::append_price(said, trade().price);
            return said;
        }
    };
    // The events' views live until the next call.
    Outcome map() {
        mapping_ = std::make_shared<reports::Mapping>(reports::MappingConfig{
            dialect, reports::Products{events::Product::Nrml}, instruments, 4});
        reports::Mapping::Outcome mapped = mapping_->map(fix::read_text(text()));
        return {std::move(mapped.refusal), mapped.events};
    }
    std::string booked() { return map().booked(); }

    fix::Dialect dialect;
    reports::Instruments instruments;

  private:
    std::deque<std::pair<int, std::string>> fields_;
    std::shared_ptr<reports::Mapping> mapping_;
};
