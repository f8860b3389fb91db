#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

inline constexpr int64_t kSecondUs = 1'000'000;
inline constexpr int64_t kThree = 54'000;  // the cut-off of shares
inline constexpr int64_t kClose = 55'800;

inline int64_t at(int64_t second) { return kMidnightUs + second * kSecondUs; }

// A site with one share, and a store of one partition whose clock the test gives.
struct Clock {
    explicit Clock(int32_t partition = 0, int32_t partitions = 1)
        : made{context(partition, partitions)}, store{with_notices()} {
        site.instruments(2);
        REQUIRE(store.connect().ok());
    }
    Store::Context with_notices() {
        made.notices.channels = {events::Channel::Sms};
        return made;
    }
    // One look.
    Store::Timed look_at_clock(int64_t second, size_t page) {
        auto found = store.timed(kDay, page, at(second), at(second));
        REQUIRE_MESSAGE(found.ok(), (found.ok() ? "" : found.error().what));
        return std::move(found).value();
    }
    // As the clock gives them, to be run later.
    Work found(int64_t second) {
        Work work;
        work.now_us = at(second);
        work.commands = timed(second).commands;
        return work;
    }
    // All that the looks of a round give, of a store whose first it is.
    Store::Timed timed(int64_t second) {
        Store fresh{made};
        REQUIRE(fresh.connect().ok());
        std::vector<Arrived> commands;
        for (;;) {
            auto found = fresh.timed(kDay, 10, at(second), at(second));
            REQUIRE_MESSAGE(found.ok(), (found.ok() ? "" : found.error().what));
            Store::Timed look = std::move(found).value();
            std::ranges::move(look.commands, std::back_inserter(commands));
            if (look.more) continue;
            look.commands = std::move(commands);
            return look;
        }
    }
    Outcome run(Work work) {
        work.day = kDay;
        auto outcome = store.run(work);
        REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().what));
        return std::move(outcome).value();
    }
    // How many commands the clock has given.
    size_t give(int64_t second) {
        Work work;
        work.now_us = at(second);
        work.commands = timed(second).commands;
        const size_t given = work.commands.size();
        if (given > 0) run(std::move(work));
        return given;
    }
    // Twice: what was withdrawn is read by the second.
    void look(const std::string& account, int64_t second) {
        for (int i = 0; i < 2; ++i) run(look_at({account}, at(second)));
    }
    size_t tell(int64_t second) {
        const auto told = store.tell_cutoffs(kDay, timed(second), 10);
        REQUIRE_MESSAGE(told.ok(), (told.ok() ? "" : told.error().what));
        return told.value();
    }
    std::string notices() {
        return site.value(
            "SELECT GROUP_CONCAT(CONCAT(template,' ',JSON_VALUE(fields,'$.done'),' of ',"
            "JSON_VALUE(fields,'$.total')) ORDER BY id) FROM notices");
    }
    // Our orders have done it.
    void close(const std::string& account) {
        site.execute("UPDATE positions SET sell_quantity=buy_quantity WHERE account='" + account +
                     "'");
        site.execute(
            "UPDATE exits SET state='done',filled=quantity,heard=quantity,ended_us=1 "
            "WHERE account='" +
            account + "' AND ended_us=0");
    }
    void customer(const std::string& account) {
        site.execute("INSERT INTO customers (account,name,email,mobile,branch) VALUES ('" +
                     account + "','N','a@b.example','919000000000','B')");
    }
    Site site;
    Store::Context made;
    Store store;
};

}  // namespace squareoff::test
