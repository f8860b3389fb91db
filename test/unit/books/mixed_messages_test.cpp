// One message may hold events of many sources, numbered and not, with refused ones and places
// without an event between them: the books are those of one event after the other, in the order of
// the message, wherever transactions end, messages are cut, or come again.
#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "test/unit/books/worker_model.h"
#include "test/unit/seed.h"

namespace {

using Events = std::vector<std::string>;  // JSON, one each
using Messages = std::vector<Events>;

std::string body_of(const Events& events) {
    std::string body = "[";
    for (const std::string& event : events) body += (body.size() > 1 ? "," : "") + event;
    return body + "]";
}

// Few accounts, days, ids, names and numbers, shared by all sources, so that events meet.
class Sources {
  public:
    explicit Sources(uint64_t seed) : random_{seed} {}

    std::string event() {
        const uint32_t source = pick(6);
        name_ = std::string(1, static_cast<char>('a' + source));
        const bool numbered = source < 4;
        const uint32_t day = pick(8) == 0 ? 20260804 : 20260803;
        events::Event event = pick(2) == 0 ? trade() : order();
        event.source = name_;
        event.day = day;
        event.partition = 0;
        event.account = account_ = "S" + std::to_string(pick(2));
        event.seq = numbered ? ++seqs_[{name_, day}] : 0;
        event.token = pick(60) == 0 ? WorkerModel::kRefusedToken : 1 + pick(2);
        if (numbered && pick(10) == 0) {
            std::string nothing;
            events::encode_nothing(event, nothing);
            return nothing;
        }
        const std::string text = text_of(event);
        return pick(15) == 0 ? with_value(text, "price", "1.23456") : text;
    }

    uint32_t pick(uint32_t below) { return static_cast<uint32_t>(random_() % below); }

  private:
    events::Event trade() {
        events::Event event = make_trade();
        id_ = "T" + std::to_string(pick(9));
        event.id = id_;
        auto& trade = std::get<events::Trade>(event.body);
        trade.action = static_cast<events::Action>(pick(3));
        ref_ = trade.action == events::Action::New ? "" : "T" + std::to_string(pick(9));
        trade.ref = ref_;
        trade.quantity = 1 + pick(2);
        if (trade.action != events::Action::New) trade.quantity = pick(2);
        return event;
    }

    // Orders with and without a number and a name, names that change, and names that are numbers.
    events::Event order() {
        events::Event event = make_order();
        id_ = "E" + std::to_string(pick(40));
        event.id = id_;
        event.exchange_time_us += pick(4);
        auto& order = std::get<events::Order>(event.body);
        const uint32_t which = pick(3);
        client_ = pick(4) == 0 ? "" : "C" + std::to_string(which + (pick(4) == 0 ? 3 : 0));
        number_ = "O" + std::to_string(which);
        if (!client_.empty() && pick(4) == 0) number_ = pick(2) == 0 ? "0" : client_;
        order.exchange_order_id = number_;
        order.client_order_id = client_;
        order.state = static_cast<events::OrderState>(pick(8));
        order.filled = pick(3);
        order.remaining = 0;
        return event;
    }

    std::mt19937_64 random_;
    std::map<std::pair<std::string, uint32_t>, int64_t> seqs_;
    std::string name_, account_, id_, ref_, client_, number_;
};

// As they are published: some events and messages in front of their turn, some twice.
Messages random_messages(uint64_t seed) {
    Sources sources{seed};
    Messages messages;
    for (uint32_t left = 4 + sources.pick(12); left > 0; --left) {
        Events& events = messages.emplace_back();
        for (uint32_t more = 1 + sources.pick(12); more > 0; --more) {
            events.push_back(sources.event());
        }
        for (size_t i = 1; i < events.size(); ++i) {
            if (sources.pick(12) == 0) std::swap(events[i - 1], events[i]);
        }
    }
    for (size_t i = 1; i < messages.size(); ++i) {
        if (sources.pick(8) == 0) std::swap(messages[i - 1], messages[i]);
        if (sources.pick(8) == 0) messages.push_back(messages[i / 2]);
    }
    return messages;
}

// The order in which events are to be applied, by the simplest reading of docs/events.md: as they
// come, and what came in front of its turn right behind what it waited for.
Events in_order(const Messages& messages) {
    struct Stream {
        int64_t reached = 0;
        std::map<int64_t, std::string> early;
    };
    std::map<std::pair<std::string, uint32_t>, Stream> streams;
    events::Decoder decoder{1};
    Events order;
    for (const Events& events : messages) {
        for (const std::string& text : events) {
            books::Incoming incoming;
            incoming.batch = decoder.decode(text, "");
            books::list_items(incoming, 0);
            const books::Item& item = incoming.items.at(0);
            if (item.seq() == 0) {
                order.push_back(text);
                continue;
            }
            Stream& stream = streams[{std::string{item.source()}, item.day()}];
            if (item.seq() <= stream.reached) continue;
            stream.early.try_emplace(item.seq(), text);
            while (!stream.early.empty() && stream.early.begin()->first == stream.reached + 1) {
                order.push_back(stream.early.begin()->second);
                stream.early.erase(stream.early.begin());
                ++stream.reached;
            }
        }
    }
    return order;
}

Tables one_by_one(const Events& events) {
    Tables tables;
    WorkerModel worker{tables, 0};
    for (size_t i = 0; i < events.size(); ++i) {
        worker.deliver(i + 1, events[i]);
        while (worker.step(1)) {
        }
        REQUIRE(worker.acknowledged().size() == 1);
    }
    return tables;
}

// The same events in the same order, in other messages.
Messages cut_anew(const Messages& messages, std::mt19937_64& random) {
    Messages cut{{}};
    for (const Events& events : messages) {
        for (const std::string& event : events) {
            if (!cut.back().empty() && random() % 4 == 0) cut.emplace_back();
            cut.back().push_back(event);
        }
    }
    return cut;
}

// Transactions of any size, over as many messages as have come, and ledgers that are killed.
Tables in_batches(const Messages& messages, std::mt19937_64& random) {
    Tables tables;
    std::set<size_t> done;
    while (done.size() < messages.size()) {
        WorkerModel worker{tables, 0};
        size_t next = 0;
        const bool to_the_end = random() % 3 == 0;
        for (uint64_t left = to_the_end ? UINT64_MAX : random() % 20; left > 0; --left) {
            for (uint64_t more = random() % 4; more > 0 && next < messages.size(); ++next) {
                if (done.contains(next)) continue;
                worker.deliver(next + 1, body_of(messages[next]));
                --more;
            }
            const bool applied = worker.step(1 + random() % 30);
            for (const uint64_t tag : worker.acknowledged()) done.insert(tag - 1);
            if (next == messages.size() && !applied) break;
        }
        if (to_the_end) break;  // what is held now has lost its beginning
    }
    return tables;
}

}  // namespace

TEST_CASE("books/mixed_messages: the order of the message, for any cut, batch and redelivery") {
    const Seeds runs = seeds(600);
    for (uint64_t seed = runs.first; seed <= runs.last; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random{seed};
        const Messages messages = random_messages(seed);
        const Tables expected = one_by_one(in_order(messages));
        REQUIRE(expected.positions_are_the_sums_of_live_trades());
        REQUIRE(in_batches(messages, random).first_difference(expected) == "");
        const Messages others = cut_anew(messages, random);
        REQUIRE(in_batches(others, random).first_difference(expected) == "");
    }
}

TEST_CASE("books/mixed_messages: a trade and its bust of another source, beside a nothing") {
    events::Event trade = make_trade();
    trade.source = "a";
    trade.partition = 0;
    trade.id = "T1";
    events::Event bust = trade;
    bust.source = "b";
    bust.seq = 0;
    bust.id = "B1";
    auto& body = std::get<events::Trade>(bust.body);
    body.action = events::Action::Bust;
    body.ref = "T1";
    events::Event place = trade;
    place.source = "c";
    trade.seq = place.seq = 1;
    std::string nothing;
    events::encode_nothing(place, nothing);
    for (const std::string& third : {nothing, with_value(text_of(place), "price", "1.23456")}) {
        for (const Events& events : {Events{text_of(trade), text_of(bust), third},
                                     Events{text_of(trade), third, text_of(bust)},
                                     Events{third, text_of(trade), text_of(bust)}}) {
            std::mt19937_64 random{7};
            const Tables tables = in_batches({events}, random);
            REQUIRE(tables.trades.size() == 1);
            CHECK(tables.trades.begin()->second.state == books::TradeState::Busted);
        }
    }
}
