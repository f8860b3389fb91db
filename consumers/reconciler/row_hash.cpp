#include "consumers/reconciler/row_hash.h"

#include <charconv>

#include "common/base/crc32.h"

namespace reconciler {

using events::Event;
using events::Order;
using events::Trade;

namespace {

// Columns with bars between them.
class Text {
  public:
    explicit Text(std::string_view begin) : text_{begin} { text_.reserve(kRowBytes); }

    Text& add(std::string_view value) {
        text_.append("|").append(value);
        return *this;
    }
    Text& add(int64_t number) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        return add(std::string_view{digits, static_cast<size_t>(end - digits)});
    }
    // ENUM columns count from 1.
    template <class Enum>
    Text& choice(Enum value) {
        return add(static_cast<int64_t>(value) + 1);
    }
    // As HEX() in SQL.
    Text& hexadecimal(std::string_view bytes) {
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        text_.push_back('|');
        for (const char byte : bytes) {
            const auto value = static_cast<unsigned char>(byte);
            text_.push_back(kDigits[value >> 4U]);
            text_.push_back(kDigits[value & 15U]);
        }
        return *this;
    }
    [[nodiscard]] std::string take() { return std::move(text_); }
    [[nodiscard]] uint32_t checksum() const { return base::crc32(text_); }

  private:
    static constexpr size_t kRowBytes = 256;
    std::string text_;
};

}  // namespace

uint64_t key_hash(std::string_view key) {
    // FNV-1a, then the finisher of MurmurHash3: neighbouring keys spread over all bits.
    uint64_t hash = 0xcbf29ce484222325U;
    for (const char byte : key) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3U;
    }
    hash = (hash ^ (hash >> 33U)) * 0xff51afd7ed558ccdU;
    hash = (hash ^ (hash >> 33U)) * 0xc4ceb9fe1a85ec53U;
    return hash ^ (hash >> 33U);
}

std::string order_key(const Event& event) {
    Text text{event.account};
    text.add(event.day).choice(event.exchange).choice(event.segment);
    return text.add(std::get<Order>(event.body).exchange_order_id).take();
}

std::string name_key(const books::OrderName& name) {
    Text text{name.account};
    text.add(name.day).choice(name.exchange).choice(name.segment);
    return text.add(name.client_order_id).take();
}

std::string trade_key(const books::TradeKey& key) {
    Text text{key.account};
    return text.add(key.day).choice(key.exchange).choice(key.segment).add(key.id).take();
}

std::string position_key(const books::PositionChange& position) {
    Text text{position.account};
    text.add(position.day).choice(position.exchange).choice(position.segment);
    return text.add(position.token).choice(position.product).take();
}

uint32_t order_checksum(std::string_view key, const books::OrderRow& row) {
    const Event& event = *row.event;
    const Order& order = std::get<Order>(event.body);
    Text text{key};
    text.add(order.client_order_id).add(event.token).choice(event.product).choice(order.side);
    text.choice(order.type).choice(order.validity).add(order.quantity).add(order.filled);
    text.add(order.remaining).add(order.price).add(order.trigger).choice(order.state);
    text.add(order.reason).choice(order.origin).add(event.id).add(event.exchange_time_us);
    text.add(order.as_sent).hexadecimal(row.standing.view());
    return text.checksum();
}

uint32_t trade_checksum(std::string_view key, const Event& event) {
    const Trade& trade = std::get<Trade>(event.body);
    Text text{key};
    text.add(trade.trade_no).add(trade.exchange_order_id).add(trade.client_order_id);
    text.add(event.token).choice(event.product).choice(trade.side).add(trade.quantity);
    text.add(trade.price).choice(trade.action).add(trade.ref).add(event.exchange_time_us);
    return text.checksum();
}

uint32_t ending_checksum(std::string_view key, books::TradeState state,
                         std::string_view settled_by) {
    return Text{key}.choice(state).add(settled_by).checksum();
}

uint32_t position_checksum(std::string_view key, const books::Sums& sums) {
    Text text{key};
    text.add(sums.buy_quantity).add(sums.buy_value).add(sums.sell_quantity).add(sums.sell_value);
    return text.checksum();
}

}  // namespace reconciler
