#include "consumers/gateway/references.h"

#include <doctest/doctest.h>

using gateway::NotTaken;
using gateway::References;

namespace {

// Orders BXA as 7 and BXB as 8, a cancel BXC as 9.
References three() {
    References references{100};
    references.add(7, {"BXA", "D"});
    references.add(8, {"BXB", "D"});
    references.add(9, {"BXC", "F"});
    return references;
}

std::string answered(const References& references, const NotTaken& answer) {
    const auto sent = references.answered_by(answer);
    return sent ? sent->id : "";
}

}  // namespace

TEST_CASE("gateway/references: number and type together name a message") {
    const References references = three();
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "D", .business = true}) == "BXB");
    CHECK(answered(references, {.ref_seq = 9, .ref_type = "F", .business = true}) == "BXC");
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "F", .business = true}) == "");
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "0", .business = true}) == "");
    CHECK(answered(references, {.ref_seq = 10, .ref_type = "D", .business = true}) == "");
}

TEST_CASE("gateway/references: 35=j must say the type, 35=3 need not") {
    const References references = three();
    CHECK(answered(references, {.ref_seq = 8, .business = true}) == "");
    CHECK(answered(references, {.ref_seq = 8}) == "BXB");
}

TEST_CASE("gateway/references: an id that it says must be that of the message") {
    const References references = three();
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "D", .named = {"BXB"}}) == "BXB");
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "D", .named = {"BXA"}}) == "");
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "D", .named = {"M-17"}}) == "");
}

TEST_CASE("gateway/references: what an earlier process has sent is named by id and type") {
    const References references = three();
    CHECK(answered(references, {.ref_seq = 3, .ref_type = "D", .named = {"BXQ"}}) == "BXQ");
    CHECK(answered(references, {.ref_type = "D", .named = {"BXQ", "BXQ"}}) == "BXQ");
    CHECK(answered(references, {.ref_seq = 3, .ref_type = "D", .named = {"BXQ", "BXR"}}) == "");
    CHECK(answered(references, {.ref_seq = 3, .named = {"BXQ"}}) == "");
    CHECK(answered(references, {.ref_seq = 3, .ref_type = "D", .named = {"M-17"}}) == "");
    CHECK(answered(references, {.ref_seq = 3, .ref_type = "D"}) == "");
    CHECK(answered(references, {.ref_seq = 99, .ref_type = "D", .named = {"BXQ"}}) == "");
}

TEST_CASE("gateway/references: what was sent before both sides count anew is meant by no number") {
    References references = three();
    references.forget();
    CHECK(answered(references, {.ref_seq = 8}) == "");
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "D"}) == "");
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "D", .named = {"BXB"}}) == "");
    CHECK(answered(references, {.ref_type = "D", .named = {"BXB"}}) == "BXB");
    references.add(1, {"BXN", "D"});
    CHECK(answered(references, {.ref_seq = 1}) == "BXN");
    CHECK(answered(references, {.ref_seq = 8}) == "");
}

TEST_CASE("gateway/references: a session that counts anew forgets the old numbers") {
    References references = three();
    references.add(2, {"BXN", "D"});
    CHECK(answered(references, {.ref_seq = 2, .ref_type = "D"}) == "BXN");
    CHECK(answered(references, {.ref_seq = 8, .ref_type = "D"}) == "");
}
