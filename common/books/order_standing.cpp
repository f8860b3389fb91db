#include "common/books/order_standing.h"

#include <charconv>
#include <cstring>

#include "common/base/crc32.h"
#include "common/base/must.h"

namespace books {

using events::Event;
using events::Order;
using events::OrderState;

namespace {

// At equal times, the one that can only follow the other.
uint32_t progress_of(OrderState state) {
    switch (state) {
        case OrderState::Frozen:
            return 0;
        case OrderState::TriggerPending:
            return 1;
        case OrderState::Open:
            return 2;
        case OrderState::PartiallyFilled:
            return 3;
        case OrderState::Rejected:
            return 4;
        case OrderState::Expired:
            return 5;
        case OrderState::Cancelled:
            return 6;
        case OrderState::Filled:
            return 7;
    }
    return 0;
}

// Without a number of its stream, the one its id ends in: exchanges count.
uint64_t number_of(const Event& event) {
    if (event.seq != 0) return static_cast<uint64_t>(event.seq);
    size_t begin = event.id.size();
    constexpr size_t kDigitsMax = 18;
    const size_t least = event.id.size() > kDigitsMax ? event.id.size() - kDigitsMax : 0;
    while (begin > least && event.id[begin - 1] >= '0' && event.id[begin - 1] <= '9') --begin;
    uint64_t number = 0;
    std::from_chars(event.id.data() + begin, event.id.data() + event.id.size(), number);
    return number;
}

// What the row holds beside its key and what has been compared before, with bars between.
class RowText {
  public:
    RowText& add(std::string_view value) {
        base::must(size_ + value.size() + 32 <= sizeof text_);
        std::memcpy(text_ + size_, value.data(), value.size());
        size_ += value.size();
        text_[size_++] = '|';
        return *this;
    }
    RowText& add(int64_t number) {
        base::must(size_ + 32 <= sizeof text_);
        const auto end = std::to_chars(text_ + size_, text_ + sizeof text_, number).ptr;
        size_ = static_cast<size_t>(end - text_);
        text_[size_++] = '|';
        return *this;
    }
    [[nodiscard]] uint32_t checksum() const { return base::crc32({text_, size_}); }

  private:
    // Two ids, a reason, six names and five numbers.
    char text_[2 * events::kIdMax + events::kReasonMax + events::kAsSentMax + 300];
    size_t size_ = 0;
};

uint32_t checksum_of(const Event& event, const Order& order) {
    RowText text;
    text.add(event.id).add(order.client_order_id).add(event.token);
    text.add(name_of(event.product)).add(name_of(order.side)).add(name_of(order.type));
    text.add(name_of(order.validity)).add(order.quantity).add(order.remaining);
    text.add(order.price).add(order.trigger).add(order.reason).add(name_of(order.origin));
    text.add(order.as_sent);
    return text.checksum();
}

constexpr uint64_t kHighestBit = uint64_t{1} << 63U;

void put(char*& to, uint64_t value, int bytes) {
    for (int left = bytes - 1; left >= 0; --left) {
        *to++ = static_cast<char>(value >> (8 * left));
    }
}

}  // namespace

OrderStanding standing_of(const Event& event) {
    const Order& order = std::get<Order>(event.body);
    const bool follows = !order.follows.empty();
    const bool settled = is_final(order.state) || follows;
    static_assert(events::kTimeUsMax < int64_t{1} << 62U);
    static_assert(events::kQuantityMax < 1 << 28);  // leaves the highest bit of the four bytes at 0
    const uint64_t progress = static_cast<uint64_t>(order.filled) << 3U | progress_of(order.state);
    OrderStanding standing;
    char* to = standing.bytes.data();
    put(to, (settled ? kHighestBit : 0) | static_cast<uint64_t>(event.exchange_time_us), 8);
    if (follows) {
        put(to, kHighestBit | number_of(event), 8);
        put(to, progress, 4);
    } else {
        put(to, progress, 4);
        put(to, number_of(event), 8);
    }
    put(to, checksum_of(event, order), 4);
    return standing;
}

}  // namespace books
