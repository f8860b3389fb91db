// What becomes of a command that the codec refuses, against a real MariaDB.
#include <doctest/doctest.h>

#include "test/integration/squareoff_store_site.h"

namespace squareoff::test {

TEST_CASE(
    "squareoff/store: whoever gave a command that cannot be read finds its answer by the id") {
    Site site;
    site.instruments(1);
    site.accounts({"A1"}, 1);
    Store store{context(0, 1)};
    REQUIRE(store.connect().ok());
    const auto run = [&](const Work& work) {
        auto outcome = store.run(work);
        REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().what));
        return std::move(outcome).value();
    };
    const auto refused = [&](const std::string& body, const std::string& reason) {
        Work work = work_of({});
        work.unreadable.push_back({body, reason});
        run(work);
    };
    const std::string body = R"({"kind":"command","id":"u1","account":"A1","quantity":-5})";
    refused(body, "quantity: must be at least 1");
    refused(body, "quantity: must be at least 1");  // a repeat
    CHECK_EQ(site.value("SELECT CONCAT(state,'|',account,'|',reason,'|',ended_us>0) FROM commands"),
             "refused|A1|quantity: must be at least 1|1");
    CHECK_EQ(site.value("SELECT seen FROM parked"), "2");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM command_conflicts"), "0");
    CHECK_EQ(run(work_of({exit_all("u1", "A1")})).conflicts, 1);  // another one: another id
    run(work_of({exit_all("c1", "A1")}));
    refused(R"({"id":"c1","account":"A1","percent":101})", "percent: must be at most 100");
    CHECK_EQ(site.value("SELECT field FROM command_conflicts WHERE id='c1'"), "percent");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM commands WHERE id='c1' AND state<>'refused'"), "1");
    refused("{\"id\":\"u2\",\"note\":\"\xc3\xa9\"}", "kind: missing");  // no ASCII
    CHECK_EQ(site.value("SELECT CONCAT(body,'|',reason) FROM commands WHERE id='u2'"),
             "|kind: missing");
    refused("no JSON", "body: not JSON");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM commands"), "3");
}

TEST_CASE("squareoff/store: nothing that a refused command says is too much for the tables") {
    Site site;
    Store store{context(0, 1)};
    REQUIRE(store.connect().ok());
    Work work = work_of({});
    const std::string long_text(70'000, 'x');
    for (
        const std::string& body :
        {R"({"id":"l1","account":")" + std::string(300, 'A') + R"(","who":")" +
             long_text.substr(0, 60'000) + R"("})",
         std::string{
             R"({"id":"l2","account":"A'\\","who":"é","day":99999999,"epoch":-1,"issued_us":1e99})"},
         std::string{
             R"({"id":"l3","action":"buy","origin":"nobody","expires_us":99999999999999999999})"},
         R"({"id":"l4","note":")" + long_text + R"("})", std::string(1000, '[')}) {
        work.unreadable.push_back({body, std::string(500, 'r')});
    }
    const auto outcome = store.run(work);
    REQUIRE_MESSAGE(outcome.ok(), (outcome.ok() ? "" : outcome.error().what));
    CHECK_EQ(site.value("SELECT GROUP_CONCAT(id,account,who,day,epoch ORDER BY id) FROM commands"),
             "l100,l200,l300");
    CHECK_EQ(site.value("SELECT COUNT(*) FROM parked"), "5");
}

}  // namespace squareoff::test
