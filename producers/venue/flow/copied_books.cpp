#include "producers/venue/flow/copied_books.h"

#include "common/csv/table.h"
#include "producers/venue/desk/json_row.h"

namespace flow {
namespace {

constexpr int64_t kExecIdMax = 1'000'000'000;  // the memory it may take

}  // namespace

void CopiedBooks::book(const Execution& execution, int64_t sign) {
    Total& total = totals_[execution.key];
    const int64_t quantity = sign * execution.quantity;
    const bool buy = execution.side == events::Side::Buy;
    (buy ? total.buy_quantity : total.sell_quantity) += quantity;
    (buy ? total.buy_value : total.sell_value) += quantity * execution.price;
}

void CopiedBooks::on_report(const fix::ExecutionReport& report, int64_t number) {
    const int64_t id = csv::whole_number(report.exec_id).value_or(0);
    if (id <= 0 || id > kExecIdMax || knows(id)) {
        ++repeats_;
        return;
    }
    if (static_cast<size_t>(id) >= seen_.size()) seen_.resize(static_cast<size_t>(id) * 2);
    seen_[static_cast<size_t>(id)] = true;
    ++reports_;
    if (number != last_number_ + 1) ++gaps_;
    last_number_ = number;
    const Execution execution{{report.account, report.instrument.exchange,
                               report.instrument.segment, report.instrument.token, report.product},
                              report.side,
                              report.last_quantity,
                              report.last_price};
    if (report.exec_type == fix::ExecType::Trade) {
        book(execution, 1);
        executions_[report.exec_id] = execution;
        return;
    }
    const bool correct = report.exec_type == fix::ExecType::TradeCorrect;
    if (!correct && report.exec_type != fix::ExecType::TradeBust) return;
    const auto found = executions_.find(report.exec_ref_id);
    if (found == executions_.end()) {
        ++gaps_;
        return;
    }
    book(found->second, -1);
    executions_.erase(found);
    if (!correct) return;
    book(execution, 1);
    executions_[report.exec_id] = execution;
}

std::string CopiedBooks::lines() const {
    std::string text;
    for (const auto& [key, total] : totals_) {
        const auto& [account, exchange, segment, token, product] = key;
        if (total.buy_quantity == 0 && total.sell_quantity == 0) continue;
        venue::JsonRow row;
        row.text("account", account)
            .text("exchange", events::name_of(exchange))
            .text("segment", events::name_of(segment))
            .integer("token", token)
            .text("product", product)
            .integer("buy_quantity", total.buy_quantity)
            .integer("buy_value", total.buy_value)
            .integer("sell_quantity", total.sell_quantity)
            .integer("sell_value", total.sell_value);
        text += row.line();
    }
    return text;
}

}  // namespace flow
