#include "common/books/tails.h"

#include <doctest/doctest.h>

#include <string>

using base::MonoTime;
using books::FoundTails;
using books::Gap;
using books::StreamId;
using books::Tails;

namespace {

const StreamId kStream{"nse-1", 20260803};
constexpr int64_t kSettleUs = 3000;

FoundTails behind(int64_t watermark, int64_t head, bool stands = true) {
    return {{kStream, {{watermark + 1, head}, stands}}};
}

Tails gap(int64_t first, int64_t last) { return {{kStream, {first, last}}}; }

}  // namespace

TEST_CASE("books/tails: what nobody else is at work on, by the database's clock alone") {
    const std::string sql = books::select_tails({3, "it's me", 3'000'000});
    const std::string now = "(UNIX_TIMESTAMP()*1000000+MICROSECOND(NOW(6)))";
    CHECK(sql.find("r.part=3") != std::string::npos);
    CHECK(sql.find("COALESCE(w.updated_us,0)<=" + now + "-3000000") != std::string::npos);
    CHECK(sql.find("x.updated_us>" + now + "-6000000 AND x.owner<>'it\\'s me'") !=
          std::string::npos);
}

TEST_CASE("books/tails: missing is what the record has had for a while, not what it has just now") {
    books::TailWatch watch;
    CHECK(watch.look(behind(4, 6), MonoTime{1}, kSettleUs).empty());
    CHECK(watch.look(behind(4, 6), MonoTime{3000}, kSettleUs).empty());
    CHECK(watch.look(behind(4, 6), MonoTime{3001}, kSettleUs) == gap(5, 6));
}

TEST_CASE("books/tails: of a busy stream the head moves on, and the gap ends where it was") {
    books::TailWatch watch;
    CHECK(watch.look(behind(4, 6), MonoTime{1}, kSettleUs).empty());
    CHECK(watch.look(behind(4, 900), MonoTime{3001}, kSettleUs) == gap(5, 6));
    CHECK(watch.look(behind(4, 1800), MonoTime{6000}, kSettleUs) == gap(5, 6));
    CHECK(watch.look(behind(4, 1900), MonoTime{6001}, kSettleUs) == gap(5, 900));
    // The books go on: what they lack now is none the record has had for long.
    CHECK(watch.look(behind(900, 1900), MonoTime{6002}, kSettleUs).empty());
}

TEST_CASE("books/tails: nothing is missing while the watermark moves, or once all is there") {
    books::TailWatch watch;
    CHECK(watch.look(behind(4, 6), MonoTime{1}, kSettleUs).empty());
    CHECK(watch.look(behind(5, 6, false), MonoTime{3001}, kSettleUs).empty());
    CHECK(watch.look(behind(5, 6), MonoTime{3002}, kSettleUs) == gap(6, 6));
    CHECK(watch.look({}, MonoTime{3003}, kSettleUs).empty());
    CHECK(watch.look(behind(6, 7), MonoTime{9000}, kSettleUs).empty());
}

TEST_CASE("books/tails: a head that falls takes the gap's end with it") {
    books::TailWatch watch;
    (void)watch.look(behind(4, 9), MonoTime{1}, kSettleUs);
    CHECK(watch.look(behind(4, 6), MonoTime{3001}, kSettleUs) == gap(5, 6));
}
