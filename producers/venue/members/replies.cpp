#include "producers/venue/members/replies.h"

#include "common/base/must.h"

namespace venue {
namespace {

std::string number(uint64_t value) { return value == 0 ? "" : std::to_string(value); }

fix::ExecType exec_type(ExecType type) {
    switch (type) {
        case ExecType::New:
            return fix::ExecType::New;
        case ExecType::PendingNew:
            return fix::ExecType::PendingNew;
        case ExecType::Cancelled:
            return fix::ExecType::Canceled;
        case ExecType::Replaced:
            return fix::ExecType::Replaced;
        case ExecType::Rejected:
            return fix::ExecType::Rejected;
        case ExecType::Triggered:
            return fix::ExecType::Triggered;
        case ExecType::Trade:
            return fix::ExecType::Trade;
        case ExecType::Correct:
            return fix::ExecType::TradeCorrect;
        case ExecType::Bust:
            return fix::ExecType::TradeBust;
        case ExecType::Expired:
            return fix::ExecType::Expired;
        case ExecType::Restated:
            return fix::ExecType::Restated;
    }
    base::must(false);
    return {};
}

fix::OrdStatus order_status(events::OrderState state) {
    switch (state) {
        case events::OrderState::Open:
        case events::OrderState::TriggerPending:  // told by order type and ExecType L
            return fix::OrdStatus::New;
        case events::OrderState::PartiallyFilled:
            return fix::OrdStatus::PartiallyFilled;
        case events::OrderState::Frozen:
            return fix::OrdStatus::PendingNew;
        case events::OrderState::Filled:
            return fix::OrdStatus::Filled;
        case events::OrderState::Cancelled:
            return fix::OrdStatus::Canceled;
        case events::OrderState::Rejected:
            return fix::OrdStatus::Rejected;
        case events::OrderState::Expired:
            return fix::OrdStatus::Expired;
    }
    base::must(false);
    return {};
}

fix::Instrument instrument(const InstrumentKey& key, const Symbols& symbols) {
    return {key.exchange, key.segment, key.token, symbols.of(key)};
}

fix::ExecutionReport execution_report(const Report& report, const ReplyTerms& terms) {
    fix::ExecutionReport told;
    told.exec_id = std::to_string(report.exec_id);
    told.exec_ref_id = number(report.exec_ref);
    told.exec_type = exec_type(report.type);
    told.status = order_status(report.state);
    told.exchange_order_id = number(report.exchange_order_id);
    told.client_order_id = report.client_order_id;
    told.original_client_order_id = report.original_client_order_id;
    told.account = report.account;
    told.instrument = instrument(report.instrument, terms.symbols);
    told.product = report.product;
    told.side = report.side;
    told.type = report.order_type;
    told.validity = report.validity;
    told.quantity = report.quantity;
    told.price = report.price;
    told.trigger = report.trigger;
    if (report.trigger != 0) told.working = report.state != events::OrderState::TriggerPending;
    told.last_quantity = report.last_quantity;
    told.last_price = report.last_price;
    told.cumulative = report.filled;
    told.leaves = report.remaining;
    told.trade_no = number(report.trade_no);
    told.text = report.reason;
    told.day = terms.day;
    told.transact_time_us = report.time_us;
    return told;
}

fix::CancelReject cancel_reject(const CancelRefused& refused) {
    fix::CancelReject told;
    told.client_order_id = refused.client_order_id.view();
    told.original_client_order_id = refused.original_client_order_id.view();
    told.exchange_order_id = number(refused.exchange_order_id);
    told.status = order_status(refused.state);
    told.unknown_order = refused.unknown_order;
    told.of_replace = refused.of_replace;
    told.text = refused.reason;
    told.transact_time_us = refused.time_us;
    return told;
}

fix::MassCancelReport mass_report(const MassCancelled& mass) {
    fix::MassCancelReport told;
    told.client_order_id = mass.client_order_id.view();
    told.accepted = true;
    told.affected = mass.count;
    return told;
}

}  // namespace

fix::Message reply(const Output& answer, const ReplyTerms& terms) {
    if (const auto* report = std::get_if<Report>(&answer)) {
        return fix::write(execution_report(*report, terms), terms.dialect);
    }
    if (const auto* refused = std::get_if<CancelRefused>(&answer)) {
        return fix::write(cancel_reject(*refused), terms.dialect);
    }
    const auto* mass = std::get_if<MassCancelled>(&answer);
    base::must(mass != nullptr);  // nothing else is among the Answers
    return fix::write(mass_report(*mass), terms.dialect);
}

fix::Message status_reply(const std::optional<Report>& order, const StatusQuestion& question,
                          const ReplyTerms& terms) {
    fix::ExecutionReport told;
    if (order) {
        told = execution_report(*order, terms);
    } else {
        told.status = fix::OrdStatus::Rejected;
        told.exchange_order_id = question.request.exchange_order_id;
        told.client_order_id = question.request.client_order_id;
        told.account = question.request.account;
        told.instrument = question.request.instrument;
        told.side = question.request.side;
        told.text = "unknown order";
        told.day = terms.day;
    }
    told.exec_id = "0";  // an answer, not an execution
    told.exec_type = fix::ExecType::Status;
    return fix::write(told, terms.dialect);
}

fix::Price price_of(const PriceChanged& price, bool band, const Symbols& symbols) {
    fix::Price told{instrument(price.instrument, symbols), price.last, price.bid, price.ask,
                    price.time_us};
    if (band) told.limits = {price.band_low, price.band_high};
    return told;
}

}  // namespace venue
