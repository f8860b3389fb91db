#include "common/journal/marks.h"

#include <doctest/doctest.h>

#include "common/journal/recent_records.h"
#include "test/unit/journal/archive_folder.h"

using journal::Mark;
using journal::token_of_mark;

namespace {

journal::Record of_queue(const std::string& body) { return {0, "", "record", "", body, false}; }

}  // namespace

TEST_CASE("journal/marks: a mark is known by its way and its body, and by nothing less") {
    const std::string token = journal::new_token();
    CHECK(token != journal::new_token());
    const std::string body = journal::mark_body(token);
    CHECK(token_of_mark(of_queue(body)) == token);
    journal::Record record = of_queue(body);
    record.exchange = "events";
    CHECK_FALSE(token_of_mark(record));
    record = of_queue(body);
    record.routing_key = "trade.00";
    CHECK_FALSE(token_of_mark(record));
    for (const std::string& wrong :
         {std::string{}, std::string{"{}"}, body + " ", body.substr(1), journal::mark_body(""),
          journal::mark_body("a b"), journal::mark_body("../x"),
          journal::mark_body(std::string(65, 'a')), std::string{R"({"kind":"mark","token":"})"}}) {
        CAPTURE(wrong);
        CHECK_FALSE(token_of_mark(of_queue(wrong)));
    }
}

TEST_CASE("journal/marks: who waits finds the answer in the folder") {
    const ArchiveFolder folder;
    CHECK(journal::read_marks(folder.path()).empty());
    REQUIRE(journal::write_marks(folder.path(), {{"a", 7}, {"b", -1}}).ok());
    CHECK(journal::read_marks(folder.path()) == std::deque<Mark>{{"a", 7}, {"b", -1}});
    CHECK(journal::find_mark(folder.path(), "b") == -1);
    CHECK_FALSE(journal::find_mark(folder.path(), "c"));
    CHECK_FALSE(journal::write_marks(folder.path() + "/none", {}).ok());
}

TEST_CASE("journal/recent_records: the newest are known, each as often as it came") {
    journal::RecentRecords recent{3};
    for (const uint64_t mark : {1UL, 2UL, 1UL}) recent.add(mark);
    CHECK(recent.contains(1));
    recent.add(3);  // the first 1 goes
    CHECK(recent.contains(1));
    recent.add(4);
    CHECK_FALSE(recent.contains(2));
    recent.add(5);
    CHECK_FALSE(recent.contains(1));
    CHECK(recent.contains(5));
}
