#include "producers/feed/numbering.h"

#include <doctest/doctest.h>

#include <vector>

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
