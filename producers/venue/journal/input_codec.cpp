#include "producers/venue/journal/input_codec.h"

#include <array>
#include <cstring>
#include <type_traits>
#include <utility>

namespace venue {
namespace {

class Writer {
  public:
    explicit Writer(std::string& out) : out_{out} {}

    template <class Value>
    requires(std::is_arithmetic_v<Value> || std::is_enum_v<Value>) void one(const Value& value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        out_.append(bytes, sizeof value);
    }
    template <size_t Max>
    void one(const Text<Max>& text) {
        out_.push_back(static_cast<char>(text.view().size()));
        out_.append(text.view());
    }

  private:
    std::string& out_;
};

class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_{bytes} {}

    template <class Value>
    requires(std::is_arithmetic_v<Value> || std::is_enum_v<Value>) void one(Value& value) {
        const std::string_view taken = take(sizeof value);
        if (taken.size() == sizeof value) std::memcpy(&value, taken.data(), sizeof value);
    }
    template <size_t Max>
    void one(Text<Max>& text) {
        unsigned char size = 0;
        one(size);
        const std::string_view taken = take(size);
        good_ = good_ && Text<Max>::fits(taken);
        if (good_) text = Text<Max>{taken};
    }
    [[nodiscard]] bool whole() const { return good_ && bytes_.empty(); }

  private:
    std::string_view take(size_t size) {
        good_ = good_ && bytes_.size() >= size;
        if (!good_) return {};
        const std::string_view taken = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return taken;
    }

    std::string_view bytes_;
    bool good_ = true;
};

template <class Archive, class... Values>
void all(Archive& archive, Values&... values) {
    (archive.one(values), ...);
}

// The fields of each kind, once for both directions. `Of<A, T>` is T for a reader, const T for a
// writer.
template <class A, class T>
using Of = std::conditional_t<std::is_same_v<A, Writer>, const T, T>;

template <class A>
void fields(A& a, Of<A, InstrumentKey>& key) {
    all(a, key.exchange, key.segment, key.token);
}
template <class A>
void fields(A& a, Of<A, OrderName>& name) {
    all(a, name.exchange_order_id, name.original_client_order_id);
}
template <class A>
void fields(A& a, Of<A, NewOrder>& order) {
    all(a, order.client_order_id, order.account);
    fields<A>(a, order.instrument);
    all(a, order.product, order.side, order.type, order.validity, order.quantity, order.price,
        order.trigger);
}
template <class A>
void fields(A& a, Of<A, Cancel>& cancel) {
    all(a, cancel.client_order_id);
    fields<A>(a, cancel.order);
}
template <class A>
void fields(A& a, Of<A, Replace>& replace) {
    all(a, replace.client_order_id);
    fields<A>(a, replace.order);
    all(a, replace.quantity, replace.price, replace.trigger);
}
template <class A>
void fields(A& a, Of<A, MassCancel>& mass) {
    all(a, mass.client_order_id, mass.account);
}
template <class A>
void fields(A&, Of<A, CancelSession>&) {}
template <class A>
void fields(A& a, Of<A, FreezeConfirm>& confirm) {
    all(a, confirm.exchange_order_id);
}
template <class A>
void fields(A& a, Of<A, FreezeRefuse>& refuse) {
    all(a, refuse.exchange_order_id, refuse.reason);
}
template <class A>
void fields(A& a, Of<A, Bust>& bust) {
    all(a, bust.trade_no, bust.exec_id);
}
template <class A>
void fields(A& a, Of<A, Correct>& correct) {
    all(a, correct.trade_no, correct.quantity, correct.price);
}
template <class A>
void fields(A& a, Of<A, SetPhase>& set) {
    all(a, set.group, set.phase);
}
template <class A>
void fields(A& a, Of<A, SetBand>& set) {
    fields<A>(a, set.instrument);
    all(a, set.low, set.high);
}
template <class A>
void fields(A& a, Of<A, Suspend>& suspend) {
    fields<A>(a, suspend.instrument);
    all(a, suspend.suspended);
}
template <class A>
void fields(A& a, Of<A, SetLastPrice>& set) {
    fields<A>(a, set.instrument);
    all(a, set.price);
}
template <class A>
void fields(A& a, Of<A, SetQuote>& quote) {
    fields<A>(a, quote.instrument);
    all(a, quote.bid, quote.ask, quote.quantity);
}
template <class A>
void fields(A&, Of<A, Tick>&) {}

// Makes the body of a kind by its number.
template <size_t... I>
bool emplace(InputBody& body, size_t kind, std::index_sequence<I...>) {
    return ((I == kind && (body.emplace<I>(), true)) || ...);
}

// The bytes of an enum that no code ever wrote would be a value without a name.
template <class Enum>
bool named(Enum value) {
    return static_cast<size_t>(value) < events::kNames<Enum>.size();
}
bool sound(const InstrumentKey& key) { return named(key.exchange) && named(key.segment); }
bool sound(const InputBody& body) {
    return std::visit(
        [](const auto& value) {
            using Body = std::decay_t<decltype(value)>;
            if constexpr (std::is_same_v<Body, SetPhase>) return value.phase <= Phase::PostClose;
            if constexpr (requires { value.side; }) {
                if (!named(value.side) || !named(value.type) || !named(value.validity))
                    return false;
            }
            if constexpr (requires { value.instrument; }) return sound(value.instrument);
            return true;
        },
        body);
}

}  // namespace

void encode(const Input& input, std::string& out) {
    Writer writer{out};
    const auto kind = static_cast<uint8_t>(input.body.index());
    all(writer, input.time_us, input.session, kind);
    std::visit([&](const auto& body) { fields<Writer>(writer, body); }, input.body);
}

std::optional<Input> decode(std::string_view bytes) {
    Reader reader{bytes};
    Input input;
    uint8_t kind = 0;
    all(reader, input.time_us, input.session, kind);
    if (!emplace(input.body, kind, std::make_index_sequence<std::variant_size_v<InputBody>>{})) {
        return std::nullopt;
    }
    std::visit([&](auto& body) { fields<Reader>(reader, body); }, input.body);
    if (!reader.whole() || !sound(input.body)) return std::nullopt;
    return input;
}

}  // namespace venue
