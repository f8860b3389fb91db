#pragma once

#include <set>
#include <string>

#include "common/events/command.h"
#include "test/unit/events/random_event.h"

// Good commands of any shape the rules allow.
class RandomCommands {
  public:
    explicit RandomCommands(uint64_t seed) : random_{seed, 4} {}

    events::Command next() {
        events::Command command;
        command.action = static_cast<events::CommandAction>(random_.pick(2));
        identify(command);
        choose(command);
        command.action == events::CommandAction::Exit ? shape(command) : name_orders(command);
        command.epoch = random_.number(1, INT64_MAX);
        command.issued_us = random_.number(1, events::kTimeUsMax - 1);
        command.expires_us = random_.number(command.issued_us + 1, events::kTimeUsMax);
        return command;
    }

    RandomEvents& values() { return random_; }

  private:
    static constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    static constexpr std::string_view kPrintable = " !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~";

    void identify(events::Command& command) {
        command.id = random_.text("ABCxyz019._:-", 1, events::kCommandIdMax);
        command.account = random_.text(kCapitals, 1, events::kAccountMax);
        command.day = 20260801 + random_.pick(28);
        command.origin = static_cast<events::CommandOrigin>(random_.pick(3));
        command.who = random_.text(kPrintable, 1, events::kWhoMax);
        const size_t least = command.origin == events::CommandOrigin::Dealer ? 1 : 0;
        command.evidence = random_.text(kPrintable, least, events::kEvidenceMax);
    }

    void choose(events::Command& command) {
        if (random_.pick(2) == 0) command.exchange = static_cast<events::Exchange>(random_.pick(5));
        if (random_.pick(2) == 0) command.segment = static_cast<events::Segment>(random_.pick(4));
        if (random_.pick(2) == 0) command.product = static_cast<events::Product>(random_.pick(4));
        if (random_.pick(2) == 0) command.side = static_cast<events::Side>(random_.pick(2));
        if (random_.pick(2) == 0) {
            command.token = static_cast<uint32_t>(random_.number(1, events::kTokenMax));
        }
    }

    void name_orders(events::Command& command) {
        if (random_.pick(2) == 0) return;
        command.exchange.reset();
        command.segment.reset();
        command.product.reset();
        command.side.reset();
        command.token.reset();
        std::set<std::string> orders;
        for (uint32_t count = random_.pick(6); count > 0; --count) {
            orders.emplace(random_.text("ABC0189!#:[]", 1, events::kIdMax));
        }
        command.orders.assign(orders.begin(), orders.end());
    }

    void shape(events::Command& command) {
        const bool one_position = command.exchange && command.segment && command.token;
        if (one_position && random_.pick(2) == 0) {
            command.quantity = random_.number(1, events::kQuantityMax);
        } else if (random_.pick(2) == 0) {
            command.percent = random_.number(1, 100);
        }
        command.cancel_first = random_.pick(2) == 0;
        command.price_policy = static_cast<events::PricePolicy>(random_.pick(2));
        if (command.price_policy == events::PricePolicy::Limit) {
            command.price = random_.number(1, events::kPriceMax);
            command.outside_band = random_.pick(2) == 0;
        }
        command.validity = static_cast<events::Validity>(random_.pick(2));
    }

    RandomEvents random_;
};
