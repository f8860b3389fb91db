#include "common/exits/transitions.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <random>
#include <sstream>

#include "test/unit/seed.h"

using exits::Facts;
using exits::is_final;
using exits::next;
using exits::State;
using exits::Word;

namespace {

constexpr int kStates = 9;

Facts row(State state, int64_t heard = 0, int64_t filled = 0) {
    return {.state = state, .quantity = 100, .filled = filled, .heard = heard};
}

bool of_gateway(Word word) { return word < Word::Withdraw; }
bool of_books(Word word) { return word >= Word::BooksLive && word < Word::TargetEnded; }

}  // namespace

TEST_CASE("exits/transitions: issue 9.1: a rejection ends an order only while nothing has filled") {
    for (const State state : {State::Sending, State::Sent, State::Working, State::Frozen}) {
        CHECK(next(row(state), Word::HearReject) == State::Rejected);
        CHECK(next(row(state, 100), Word::HearReject) == State::Doubt);
        CHECK(next(row(state, 0, 1), Word::HearReject) == State::Doubt);
    }
    CHECK(next(row(State::Sent, 1), Word::NotReceived) == State::Doubt);
    CHECK_FALSE(next(row(State::Planned), Word::HearReject));
    CHECK_FALSE(next(row(State::Done, 100, 100), Word::HearReject));
}

TEST_CASE("exits/transitions: issue 10.1: what has lived cannot have been never there") {
    for (const Word word : {Word::NotTaken, Word::NotReceived}) {
        for (const State state : {State::Sending, State::Sent}) {
            Facts lived = row(state);
            CHECK(next(lived, word) == State::Rejected);
            lived.lived = true;
            CHECK(next(lived, word) == State::Doubt);
            lived.cancel = true;
            CHECK(next(lived, word) == State::Rejected);
        }
    }
    Facts lived = row(State::Sent);
    lived.lived = true;
    CHECK(next(lived, Word::HearReject) == State::Rejected);  // 150=0, then 150=8
    lived.in_books = true;
    CHECK_FALSE(next(lived, Word::NotReceived));
    CHECK(next(row(State::Working), Word::NotTaken) == State::Doubt);  // the books have it
    CHECK(next(row(State::Frozen), Word::NotTaken) == State::Doubt);
}

TEST_CASE("exits/transitions: what was heard to fill before it was sent is not planned again") {
    CHECK(next(row(State::Sending), Word::PutBack) == State::Planned);
    CHECK(next(row(State::Sending, 1), Word::PutBack) == State::Doubt);
    CHECK(next(row(State::Sending, 0, 1), Word::PutBack) == State::Doubt);
}

TEST_CASE("exits/transitions: a fill that cannot be true makes a doubt") {
    CHECK(next(row(State::Rejected, 100), Word::HearFill) == State::Doubt);
    CHECK(next(row(State::Planned, 1), Word::HearFill) == State::Doubt);
    CHECK(next(row(State::Cancelled, 1), Word::HearFill) == State::Doubt);
    CHECK(next(row(State::Sent, 101), Word::HearFill) == State::Doubt);
    CHECK_FALSE(next(row(State::Sent, 100), Word::HearFill));
    CHECK_FALSE(next(row(State::Done, 100, 100), Word::HearFill));
    CHECK(next(row(State::Done, 100, 60), Word::HearFill) == State::Doubt);
    CHECK(next(row(State::Doubt, 100, 60), Word::HearFill) == State::Doubt);  // anew
    CHECK_FALSE(next(row(State::Doubt, 60, 60), Word::HearFill));
}

TEST_CASE(
    "exits/transitions: the books end a doubt, and only with what was heard or after a wait") {
    Facts doubt = row(State::Doubt, 100, 60);
    CHECK(next(doubt, Word::BooksLive) == State::Doubt);
    CHECK(next(doubt, Word::BooksCancelled) == State::Doubt);
    doubt.filled = 100;
    CHECK(next(doubt, Word::BooksFilled) == State::Done);
    doubt.filled = 60;
    doubt.shortfall_seen = true;
    CHECK(next(doubt, Word::BooksCancelled) == State::Cancelled);
}

TEST_CASE("exits/transitions: books that have it as another order say nothing of it") {
    for (const Word word : {Word::BooksLive, Word::BooksFrozen, Word::BooksFilled,
                            Word::BooksRejected, Word::BooksCancelled}) {
        Facts sent = row(State::Sent, 100, 100);
        CHECK(next(sent, word) != State::Doubt);
        sent.misplaced = true;
        CHECK(next(sent, word) == State::Doubt);
    }
}

TEST_CASE("exits/transitions: a life after a rejection is a doubt, unless the books know better") {
    Facts rejected = row(State::Rejected);
    CHECK(next(rejected, Word::HearLife) == State::Doubt);
    rejected.in_books = true;
    CHECK_FALSE(next(rejected, Word::HearLife));
}

TEST_CASE("exits/transitions: whatever is said in whatever order, the promises hold") {
    const Seeds chosen = seeds(1);
    CAPTURE(chosen.first);
    std::mt19937_64 random{chosen.first};
    const auto pick = [&](uint64_t below) { return static_cast<int64_t>(random() % below); };
    for (int round = 0; round < 50'000; ++round) {
        Facts facts = row(State::Planned);
        facts.cancel = pick(10) == 0;
        for (int step = 0; step < 20; ++step) {
            const auto word = static_cast<Word>(pick(exits::kWords));
            if (word == Word::HearFill && !facts.cancel) facts.heard += pick(60);
            if (of_books(word) && !facts.cancel) {
                facts.in_books = true;
                facts.filled = std::max(facts.filled, pick(101));
            }
            const auto to = next(facts, word);
            if (!to) continue;
            CAPTURE(static_cast<int>(facts.state));
            CAPTURE(static_cast<int>(word));
            // What was heard to fill can never be planned again, nor end by the gateway's word.
            if (facts.heard > facts.filled || facts.filled > 0) {
                REQUIRE(*to != State::Planned);
                if (of_gateway(word)) REQUIRE_FALSE((*to == State::Rejected));
            }
            if (is_final(facts.state) && *to != facts.state) {
                const bool heard_more = word == Word::HearFill && facts.heard > facts.filled;
                const bool lives = word == Word::HearLife && !facts.in_books;
                REQUIRE((heard_more || lives || (of_books(word) && facts.in_books)));
                REQUIRE(*to != State::Planned);
                REQUIRE(*to != State::Sending);
            }
            facts.state = *to;
        }
    }
}

TEST_CASE("exits/transitions: issue 10.32: a person ends a doubt of which nothing has filled") {
    for (const State state : {State::Sending, State::Sent, State::Doubt}) {
        CAPTURE(static_cast<int>(state));
        CHECK(next(row(state), Word::Resolve) == State::Cancelled);
        // What has filled, the books must show.
        CHECK(next(row(state, 40), Word::Resolve) == State::Doubt);
        CHECK_FALSE(next(row(state, 101), Word::Resolve));
        CHECK_FALSE(next(row(state, 0, 1), Word::Resolve));
        Facts known = row(state);
        known.in_books = true;  // they decide
        CHECK_FALSE(next(known, Word::Resolve));
        known.day_over = true;  // and have not
        CHECK(next(known, Word::Resolve) == State::Cancelled);
        known.heard = known.filled = 40;
        CHECK(next(known, Word::Resolve) == State::Doubt);
        known.filled = 41;  // they have more
        CHECK_FALSE(next(known, Word::Resolve));
        Facts cancel = row(state);
        cancel.cancel = true;
        CHECK_FALSE(next(cancel, Word::Resolve));
    }
    for (const State state : {State::Planned, State::Working, State::Frozen, State::Done,
                              State::Rejected, State::Cancelled}) {
        CHECK_FALSE(next(row(state), Word::Resolve));
    }
}

TEST_CASE(
    "exits/transitions: issue 11.4: the day's end ends what no books know, but no fill told") {
    for (const State state :
         {State::Sending, State::Sent, State::Working, State::Frozen, State::Doubt}) {
        CAPTURE(static_cast<int>(state));
        CHECK(next(row(state), Word::DayOver) == State::Cancelled);
        CHECK(next(row(state, 40), Word::DayOver) == State::Doubt);
        Facts known = row(state);
        known.in_books = true;  // they decide
        CHECK_FALSE(next(known, Word::DayOver));
    }
    for (const State state : {State::Working, State::Frozen}) {
        CHECK(next(row(state), Word::DayUntold) == State::Doubt);
        Facts cancel = row(state);
        cancel.cancel = true;
        CHECK_FALSE(next(cancel, Word::DayUntold));
    }
    for (const State state : {State::Planned, State::Done, State::Rejected, State::Cancelled}) {
        CHECK_FALSE(next(row(state), Word::DayOver));
    }
    for (const State state : {State::Sending, State::Sent}) {
        Facts yesterdays = row(state);
        yesterdays.day_over = true;
        CHECK_FALSE(next(yesterdays, Word::NotReceived));
        yesterdays.cancel = true;  // to cancel once more raises no risk
        CHECK(next(yesterdays, Word::NotReceived) == State::Rejected);
    }
}

TEST_CASE("exits/transitions: each word moves just the states that its statement names") {
    for (int w = 0; w < exits::kWords; ++w) {
        const auto word = static_cast<Word>(w);
        for (int s = 0; s < kStates; ++s) {
            bool moves = false;
            for (const bool cancel : {false, true}) {
                for (const int64_t heard : {0, 50, 101}) {
                    Facts facts = row(static_cast<State>(s), heard);
                    facts.cancel = cancel;
                    moves = moves || next(facts, word).has_value();
                }
            }
            const auto before = exits::states_before(word);
            const bool named =
                std::find(before.begin(), before.end(), static_cast<State>(s)) != before.end();
            CAPTURE(w);
            CAPTURE(s);
            CHECK(moves == named);
        }
    }
}

TEST_CASE("exits/exit: the states are those of the ENUM column, in its order") {
    std::ifstream file{SQL_FOLDER "/0014_money.sql"};
    std::stringstream text;
    text << file.rdbuf();
    std::string names;
    for (const auto name : events::kNames<State>)
        names += (names.empty() ? "'" : ",'") + std::string{name} + "'";
    CHECK(text.str().find("MODIFY state ENUM(" + names + ")") != std::string::npos);
}
