#include <algorithm>

#include "common/books/posting.h"

namespace books {

using events::Action;
using events::Trade;

std::vector<PositionKey> positions_of(const std::vector<Item*>& items) {
    std::vector<PositionKey> keys;
    for (const Item* item : items) {
        if (item->event == nullptr || !std::holds_alternative<Trade>(item->event->body)) continue;
        keys.push_back(position_key_of(*item->event));
    }
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    return keys;
}

std::vector<TradeKey> needed_trades(const std::vector<Item*>& items, bool careful) {
    std::vector<TradeKey> needed;
    for (const Item* item : items) {
        if (item->event == nullptr) continue;
        const auto* trade = std::get_if<Trade>(&item->event->body);
        if (trade == nullptr) continue;
        if (trade->action != Action::New) needed.push_back(referred_key_of(*item->event));
        // A correction's own row tells its repeat from another one under its id.
        if (careful || trade->action != Action::New) needed.push_back(key_of(*item->event));
    }
    std::sort(needed.begin(), needed.end());
    needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
    return needed;
}

}  // namespace books
