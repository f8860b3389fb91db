#include "producers/venue/matching/checks.h"
#include "producers/venue/matching/matcher.h"
#include "producers/venue/matching/reporting.h"
#include "producers/venue/matching/requests.h"

namespace venue {

using events::OrderState;

namespace {

// Refused before it had a number: nothing is kept but the name, so that it cannot be used again.
void refuse_unnumbered(State& state, SessionId session, const NewOrder& request,
                       std::string_view reason) {
    const auto name = state.client_ids.key(request.client_order_id, session);
    const uint32_t known = state.client_ids.find(name);
    const uint32_t kept = known != kNone ? known : state.client_ids.add(name, kNone);
    Report& report = std::get<Report>(state.out->emplace_back(std::in_place_type<Report>));
    report.exec_id = ++state.executions;
    report.type = ExecType::Rejected;
    report.state = OrderState::Rejected;
    report.client_order_id = state.client_ids.view(kept);
    report.account = state.accounts.view(state.accounts.intern(request.account));
    report.product = state.products.view(state.products.intern(request.product));
    report.instrument = request.instrument;
    report.side = request.side;
    report.order_type = request.type;
    report.validity = request.validity;
    report.quantity = request.quantity;
    report.price = request.price;
    report.trigger = request.trigger;
    report.reason = state.reasons.view(state.reason(reason));
    report.time_us = state.now_us;
    report.session = report.asked_by = session;
}

uint32_t add_order(State& state, SessionId session, const NewOrder& request,
                   const ClientIds::Key& name, uint32_t instrument) {
    const uint32_t account = state.accounts.intern(request.account);
    const uint32_t index =
        state.orders.add({.price = has_limit(request.type) ? request.price : 0,
                          .trigger = is_stop(request.type) ? request.trigger : 0,
                          .quantity = request.quantity,
                          .remaining = request.quantity,
                          .instrument = instrument,
                          .client_id = state.client_ids.add(name, state.orders.size()),
                          .account = account,
                          .previous_of_account = state.accounts[account].value.last_order,
                          .product = state.products.intern(request.product),
                          .session = session,
                          .side = request.side,
                          .type = request.type,
                          .validity = request.validity});
    state.accounts[account].value.last_order = index;
    return index;
}

std::string check_entry(const State& state, const Listed& listed, const Order& order) {
    if (!state.accounts[order.account].value.allowed) {
        if (!state.config.accounts.empty()) return "account is not known to the exchange";
        if (order.account == state.house_account) return "account belongs to the exchange";
    }
    std::string wrong = check_open(state, listed, order.type, order.validity);
    return wrong.empty() ? check_terms(state, listed.terms, order) : wrong;
}

}  // namespace

void admit(State& state, uint32_t index, SessionId asked_by) {
    Order& order = state.orders[index];
    order.state = is_stop(order.type) ? OrderState::TriggerPending : OrderState::Open;
    answer(state, index, ExecType::New, asked_by, {}, {});
    work(state, index);
}

void enter(State& state, SessionId session, const NewOrder& request) {
    const auto name = state.client_ids.key(request.client_order_id, session);
    const uint32_t instrument = state.instrument_table.find(request.instrument);
    if (request.client_order_id.empty()) {
        return refuse_unnumbered(state, session, request, "client order id is empty");
    }
    if (state.client_ids.find(name) != kNone) {
        return refuse_unnumbered(state, session, request, "client order id was used before");
    }
    if (instrument == kNone) {
        return refuse_unnumbered(state, session, request, "instrument is not traded here");
    }
    if (state.orders.size() >= state.config.orders_max) {
        return refuse_unnumbered(state, session, request, "exchange takes no more orders today");
    }
    const uint32_t index = add_order(state, session, request, name, instrument);
    const Listed& listed = state.listed[instrument];
    const std::string wrong = check_entry(state, listed, state.orders[index]);
    if (!wrong.empty()) {
        finish(state, index, OrderState::Rejected, wrong);
        return answer(state, index, ExecType::Rejected, session, {}, {});
    }
    const int64_t freeze = listed.terms.freeze_quantity;
    if (freeze != 0 && request.quantity > freeze) {
        state.orders[index].state = OrderState::Frozen;
        return answer(state, index, ExecType::PendingNew, session, {}, {});
    }
    admit(state, index, session);
}

}  // namespace venue
