#include <algorithm>

#include "producers/venue/matching/reporting.h"
#include "producers/venue/matching/requests.h"

namespace venue {

using events::OrderState;

namespace {

void cancel_all(State& state, const std::vector<uint32_t>& orders, SessionId asked_by) {
    for (const uint32_t order : orders) {
        finish(state, order, OrderState::Cancelled, {});
        answer(state, order, ExecType::Cancelled, asked_by, {}, {});
    }
}

}  // namespace

std::vector<uint32_t> live_orders_of(const State& state, uint16_t member,
                                     const AccountText& account) {
    std::vector<uint32_t> live;
    const auto consider = [&](uint32_t index) {
        const Order& order = state.orders[index];
        if (!order.house && !is_final(order.state) && state.member_of(order.session) == member) {
            live.push_back(index);
        }
    };
    if (account.empty()) {
        for (uint32_t index = 0; index < state.orders.size(); ++index) consider(index);
        return live;
    }
    const uint32_t known = state.accounts.find(state.accounts.key(account));
    if (known == kNone) return live;
    for (uint32_t index = state.accounts[known].value.last_order; index != kNone;
         index = state.orders[index].previous_of_account) {
        consider(index);
    }
    std::reverse(live.begin(), live.end());
    return live;
}

void mass_cancel(State& state, SessionId session, const MassCancel& request) {
    const auto live = live_orders_of(state, state.member_of(session), request.account);
    cancel_all(state, live, session);
    state.out->emplace_back(MassCancelled{session, request.client_order_id, request.account,
                                          static_cast<int64_t>(live.size()), state.now_us});
}

void cancel_session(State& state, SessionId session) {
    std::vector<uint32_t> live = live_orders_of(state, state.member_of(session), {});
    std::erase_if(live, [&](uint32_t index) { return state.orders[index].session != session; });
    for (const uint32_t order : live) cancel_unasked(state, order, "session was disconnected");
}

}  // namespace venue
