#include "common/account/sentences.h"

#include <optional>
#include <vector>

namespace account {
namespace {

constexpr std::string_view kPlace = "{}";
constexpr size_t kTextMax = 100;

// The texts that stand where the pattern has places; nullopt: it does not fit.
std::optional<std::vector<std::string_view>> fit(std::string_view pattern, std::string_view text) {
    std::vector<std::string_view> found;
    while (true) {
        const size_t place = pattern.find(kPlace);
        const std::string_view before = pattern.substr(0, place);
        if (!text.starts_with(before)) return std::nullopt;
        text.remove_prefix(before.size());
        if (place == std::string_view::npos) {
            return text.empty() ? std::optional{found} : std::nullopt;
        }
        pattern.remove_prefix(place + kPlace.size());
        const std::string_view next = pattern.substr(0, pattern.find(kPlace));
        const size_t end = next.empty() ? text.size() : text.find(next);
        if (end == std::string_view::npos) return std::nullopt;
        found.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
}

std::string filled(std::string_view sentence, const std::vector<std::string_view>& values) {
    std::string text;
    for (const std::string_view value : values) {
        const size_t place = sentence.find(kPlace);
        if (place == std::string_view::npos) break;
        text.append(sentence.substr(0, place)).append(value);
        sentence.remove_prefix(place + kPlace.size());
    }
    return text.append(sentence);
}

constexpr Sentence kSentences[] = {
    // The command as a whole.
    {"epoch: the site is not active", "This site takes no requests at the moment."},
    {"epoch: {} is not the present one, {}",
     "The request was made before this site was last opened. Please ask again."},
    {"epoch: the site has been fenced off",
     "This site was closed before the request was complete."},
    {"epoch: fenced off", "This site was closed before the order could be sent."},
    {"expires_us: the command has expired", "The request was not complete in time."},
    {"cutoff: it is not due any more",
     "The cut-off was taken back before the request was complete."},
    {"day: {} is not the trading day, {}", "The request was made for another trading day."},
    {"day: no trading day is open", "This site has not opened the trading day yet."},
    {"day: {} is over, and no other one is open yet", "The trading day is over."},
    {"day: over", "The trading day ended before the request was complete."},
    {"account: unknown", "This site does not know the account."},
    {"account: too many positions and orders",
     "The account has too many positions and orders for one request. Please ask for some of "
     "them."},
    {"token: no open position in this instrument", "You hold no open position in this contract."},
    {"positions: none is open", "You hold no open position."},
    {"positions: none of those that are open is meant",
     "None of your open positions is meant by the request."},
    {"orders: none is pending", "You have no pending order."},
    {"orders: none of those that are pending is meant",
     "None of your pending orders is meant by the request."},
    {"quantity: {} positions are meant, say which product: {}",
     "You hold this contract under {} products. Please say which one: {}."},
    // Positions that are not exited.
    {"token: unknown instrument", "This site has no data of this contract."},
    {"token: trading in it is suspended", "Trading in it is suspended."},
    {"token: the contract expired", "The contract has expired."},
    {"token: trade-for-trade, every trade must be delivered",
     "It is a trade-for-trade share: every trade must be delivered."},
    {"product: sold from holdings, an exit would buy it back",
     "It was sold from your holdings; closing it would buy it back."},
    {"held: parked events of the account contradict the books",
     "Trades of yours are still being checked, so this part is not closed yet."},
    {"held: the record has a position that these books do not have",
     "This site does not see all of your positions. Please ask us about the rest."},
    {"held: it rests on an event that a person has changed",
     "A trade of yours is still being checked, so this part is not closed yet."},
    {"held: fills and trades of an order do not agree",
     "Trades of yours are still on their way to us, so this part is not closed yet."},
    {"held: the books have an order of ours under another position",
     "An earlier exit of yours is still being checked, so the position is not closed yet."},
    {"the trades of its fills are on their way", "Trades of yours are still on their way to us."},
    {"in doubt: its day is over, and no books show what was told to have filled",
     "The trading day is over, and what the exchange told of the order is being checked."},
    {"in doubt: its day is over, and nobody has told what became of it",
     "The trading day is over, and what became of your order is being checked."},
    {"in doubt: the books have it under another position",
     "The exchange's answer is still being checked."},
    {"held: the record contradicts the books",
     "The position is still being checked, so it is not closed yet."},
    // How much.
    {"quantity: less than a lot of {}", "The quantity is less than one lot of {}."},
    {"quantity: not a multiple of the lot of {}",
     "The quantity is not a multiple of the lot of {}."},
    {"quantity: more than held ({})", "The quantity is more than the {} that you hold."},
    {"quantity: less than a lot is left", "What is left is less than one lot."},
    {"quantity: {} are less than a lot of {}", "The last {} are less than one lot of {}."},
    {"quantity: {} wanted, {} in working orders, {} in doubt",
     "Of the {} that were asked for, {} are covered by working orders, and of {} the exchange's "
     "answer is still awaited."},
    {"quantity: {} wanted, {} in doubt",
     "Of the {} that were asked for, the exchange's answer about {} is still awaited."},
    {"quantity: {} wanted, {} in working orders",
     "Of the {} that were asked for, {} are covered by working orders."},
    {"quantity: a command places at most {} orders, give another one for the rest",
     "One request places at most {} orders. Please ask again for the rest."},
    {"other orders come first", "Other orders come first; the request goes on."},
    {"quantity: must be at least 1", "The quantity must be at least 1."},
    {"the position is flat", "The position is closed."},
    {"the position turned over", "Another trade turned the position over meanwhile."},
    // At which price.
    {"price: not a multiple of the tick", "The price is not a multiple of the tick size."},
    {"price: outside the day's band", "The price is outside the day's price band."},
    {"price: none is known, give a limit", "This site knows no price of it. Please give a limit."},
    {"price: the last price is {}, no limit can be made of it",
     "The last price of it, {}, allows no limit."},
    {"price: a limit order needs one", "The order has no price."},
    // On the way.
    {"another exit is under way", "Another request for the same position is under way."},
    {"pending orders cover the position: cancel them first",
     "Your pending orders cover the position. Please cancel them first."},
    {"nobody took it within the price limit", "Nobody traded within the price limit."},
    {"frozen by the exchange", "The exchange is holding the order for a check."},
    {"the books are paused", "The positions are being checked; the request waits."},
    {"the books are catching up", "The positions are being checked; the request waits."},
    {"the books of the partition are in question",
     "The positions are being checked; the request waits."},
    {"the main site's orders have moved lately",
     "Your orders at our main site have moved lately; the request waits until they rest."},
    {"the session with {} is down",
     "No orders reach {} at the moment. This part of the request waits and goes on by itself."},
    {"the session with {} is down until the command expired",
     "No orders could reach {} before the request ran out."},
    {"its pending orders are cancelled first", "Your pending orders are cancelled first."},
    {"exchange: no gateway", "This site has no connection to the exchange of this contract."},
    {"the exit order was cancelled", "The exit order was cancelled."},
    {"the exchange gives no answer", "The exchange has not answered."},
    {"resolved by hand: nothing has filled", "The exchange has not carried this order out."},
    {"filled before it could be cancelled", "It was filled before it could be cancelled."},
    {"orders: unknown, or ended already", "There is no such pending order."},
    {"withdrawn before it was sent", "The order was withdrawn before it was sent."},
    {"not received by the exchange", "The order did not reach the exchange."},
    {"type: this exchange takes no market orders", "The exchange takes no market orders."},
    {"type: exits have no trigger price", "An exit order has no trigger price."},
    {"target: the cancel names no order", "The cancel names no order."},
    {"no answer from the exchange, and the order lives",
     "The exchange has not answered the cancel, and the order is still there."},
    // The exchange contradicts itself: docs/gateway.md, "In doubt".
    {"the exchange contradicts itself, the books decide",
     "The exchange has given contradicting answers; we wait until its records settle it."},
    {"in doubt: the exchange has told of more filled than the books show",
     "The exchange has told of a trade that has not arrived yet; we wait for it."},
    {"in doubt: more filled than ordered",
     "The exchange has told of more traded than was ordered; we wait until its records settle it."},
    {"in doubt: filled, and never sent",
     "The exchange has told of a trade of an order that was not sent; we wait until its records "
     "settle it."},
    {"in doubt: filled after its end",
     "The exchange has told of a trade after the order's end; we wait until its records settle "
     "it."},
    {"in doubt: it lives at the exchange, and was not sent or had been rejected",
     "The exchange holds an order that it had refused; we wait until its records settle it."},
    {"in doubt: it had filled, then: {}",
     "The exchange has told of a trade and of a refusal; we wait until its records settle it."},
    {"in doubt: {}",
     "The exchange has given contradicting answers; we wait until its records settle it."},
    // What the exchange has said, as the gateway puts it.
    {"rejected by the exchange: {}", "The exchange refused the order: {}.", true},
    {"rejected by the exchange, without a reason",
     "The exchange refused the order and gave no reason.", true},
    {"cancel refused: {}", "The exchange did not cancel the order: {}.", true},
    {"cancel refused, without a reason", "The exchange did not cancel the order.", true},
    {"cancel refused, unknown order: {}", "The exchange does not know the order: {}.", true},
    {"cancel refused, unknown order, without a reason", "The exchange does not know the order.",
     true},
    {"message not taken by the exchange: {}", "The exchange did not take the order: {}.", true},
    {"message not taken by the exchange, without a reason{}",
     "The exchange did not take the order.", true},
};

}  // namespace

std::span<const Sentence> sentences() { return kSentences; }

bool comes_from_exchange(std::string_view reason) {
    for (const Sentence& line : sentences()) {
        if (fit(line.reason, reason)) return line.from_exchange;
    }
    return !reason.empty();
}

std::string sentence_of(std::string_view reason) {
    if (reason.empty()) return {};
    for (const Sentence& line : sentences()) {
        auto values = fit(line.reason, reason);
        if (!values) continue;
        for (std::string_view& value : *values) value = value.substr(0, kTextMax);
        return filled(line.sentence, *values);
    }
    std::string text{reason.substr(0, kTextMax)};
    const bool ends = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
    return "The exchange answered: " + text + (ends ? "" : ".");
}

}  // namespace account
