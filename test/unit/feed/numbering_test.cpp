#include "producers/feed/numbering.h"

#include <doctest/doctest.h>

#include <vector>

using feed::Admission;
using feed::Numbering;
using feed::Progress;

TEST_CASE("feed/numbering: each partition counts from 1, without holes") {
    Numbering numbering{2};
    CHECK(numbering.number(0) == 1);
    CHECK(numbering.number(1) == 1);
    CHECK(numbering.number(0) == 2);
    CHECK(numbering.number(0) == 3);
    CHECK(numbering.number(1) == 2);
    CHECK(numbering.progress().position == 5);
    CHECK(numbering.progress().next_seq == std::vector<int64_t>{4, 3});
}

TEST_CASE("feed/numbering: a refused record has a position, but no number") {
    Numbering numbering{1};
    CHECK(numbering.number(0) == 1);
    numbering.skip();
    CHECK(numbering.number(0) == 2);
    CHECK(numbering.progress().position == 3);
}

TEST_CASE("feed/numbering: from any progress it goes on as if nothing had been") {
    Numbering whole{3};
    std::vector<Progress> progress;
    std::vector<int64_t> seqs;
    for (int record = 0; record < 20; ++record) {
        progress.push_back(whole.progress());
        seqs.push_back(whole.number(record * 7 % 3));
    }
    for (int start = 0; start < 20; ++start) {
        CAPTURE(start);
        Numbering resumed{progress[static_cast<size_t>(start)]};
        for (int record = start; record < 20; ++record) {
            CHECK(resumed.number(record * 7 % 3) == seqs[static_cast<size_t>(record)]);
        }
        CHECK(resumed.progress() == whole.progress());
    }
}

TEST_CASE("feed/numbering: each day counts for itself, whichever came first") {
    Numbering numbering{1};
    const auto number = [&](uint32_t day) {
        CHECK(numbering.admit(day, 9) == Admission::Yes);
        return numbering.number(0);
    };
    CHECK(number(20260731) == 1);  // an odd report at the head
    CHECK(number(20260803) == 1);
    CHECK(number(20260803) == 2);
    CHECK(number(20260804) == 1);
    CHECK(number(20260731) == 2);
    CHECK(number(20260803) == 3);
    CHECK(numbering.progress().position == 6);
    CHECK(numbering.progress().first_day == 20260731);
}

TEST_CASE("feed/numbering: days in any order are numbered the same from any progress") {
    Numbering whole{2};
    const auto day_of = [](int record) { return 20260801 + static_cast<uint32_t>(record * 5 % 7); };
    std::vector<Progress> progress;
    std::vector<int64_t> seqs;
    for (int record = 0; record < 60; ++record) {
        REQUIRE(whole.admit(day_of(record), 9) == Admission::Yes);
        progress.push_back(whole.progress());
        seqs.push_back(whole.number(record % 2));
    }
    for (int start = 0; start < 60; ++start) {
        Numbering resumed{progress[static_cast<size_t>(start)]};
        for (int record = start; record < 60; ++record) {
            REQUIRE(resumed.admit(day_of(record), 9) == Admission::Yes);
            CHECK(resumed.number(record % 2) == seqs[static_cast<size_t>(record)]);
        }
        CHECK(resumed.progress() == whole.progress());
    }
}

TEST_CASE("feed/numbering: a day that is forgotten is not numbered from 1 again") {
    Numbering numbering{1};
    for (uint32_t day = 20260101; day <= 20260101 + Numbering::kDaysMax; ++day) {
        CHECK(numbering.admit(day, 9) == Admission::Yes);
        numbering.number(0);
        CHECK(numbering.admit(20260803, 9) == Admission::Yes);  // today is in use all the time
        numbering.number(0);
    }
    CHECK(numbering.admit(20260101, 9) == Admission::ForgottenDay);
    CHECK(numbering.progress().day == 20260803);
    CHECK(numbering.number(0) == static_cast<int64_t>(Numbering::kDaysMax) + 2);
}

TEST_CASE("feed/numbering: a stream that begins again has another name and counts from 1") {
    Numbering numbering{1};
    (void)numbering.admit(20260803, 9);
    numbering.number(0);
    CHECK(numbering.stream_name("s") == "s");
    numbering.begin_again();
    CHECK(numbering.progress() == Progress{20260803, 0, {1}, 2});
    CHECK(numbering.admit(20260803, 9) == Admission::Yes);
    CHECK(numbering.number(0) == 1);
    CHECK(numbering.stream_name("s") == "s-g2");
}

TEST_CASE("feed/numbering: a stream that begins again on a later day has its name back") {
    Numbering numbering{1};
    (void)numbering.admit(20260803, 9);
    numbering.number(0);
    numbering.begin_again();
    numbering.skip(4);
    const Progress saved = numbering.progress();  // a restart here changes nothing
    Numbering resumed{saved};
    CHECK(resumed.admit(20260804, 9) == Admission::Yes);
    CHECK(resumed.progress().generation == 1);
    CHECK(resumed.stream_name("s") == "s");
    CHECK(resumed.number(0) == 1);
    CHECK(resumed.admit(20260803, 9) == Admission::Yes);
    CHECK(resumed.stream_name("s") == "s-g2");
}

TEST_CASE(
    "feed/numbering: too many beginnings are too many for the newest day, others are refused") {
    Numbering numbering{1};
    (void)numbering.admit(20260731, 2);
    numbering.number(0);
    (void)numbering.admit(20260803, 2);
    numbering.number(0);
    numbering.begin_again();
    CHECK(numbering.admit(20260803, 2) == Admission::Yes);
    numbering.begin_again();
    Numbering overnight{numbering.progress()};
    CHECK(numbering.admit(20260731, 2) == Admission::ForgottenDay);
    CHECK(numbering.admit(20260803, 2) == Admission::TooManyGenerations);
    CHECK(overnight.admit(20260804, 2) == Admission::Yes);
}

TEST_CASE("feed/numbering: a beginning before anything is known changes no name") {
    Numbering numbering{1};
    numbering.skip();
    numbering.begin_again();
    CHECK(numbering.progress() == Progress{0, 0, {1}, 1});
}

TEST_CASE(
    "feed/numbering: what was numbered by another rule is another stream, from its beginning") {
    Numbering numbering{2};
    CHECK_FALSE(numbering.follow(7));
    REQUIRE(numbering.admit(20260803, 9) == Admission::Yes);
    (void)numbering.number(0);
    (void)numbering.number(1);
    Numbering same{numbering.progress()};
    CHECK_FALSE(same.follow(7));
    CHECK(same.progress() == numbering.progress());
    Numbering other{numbering.progress()};
    CHECK(other.follow(8));
    CHECK(other.progress().position == 0);
    CHECK(other.progress().generation == 2);
    CHECK(other.progress().next_seq == std::vector<int64_t>{1, 1});
    CHECK(other.stream_name("s") == "s-g2");
    CHECK_FALSE(Numbering{other.progress()}.follow(8));
    Progress of_old_version = numbering.progress();
    of_old_version.rule = 0;
    Numbering goes_on{of_old_version};
    CHECK_FALSE(goes_on.follow(8));
    CHECK(goes_on.progress().next_seq == numbering.progress().next_seq);
}
