#include "common/base/result.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using base::Errc;
using base::Error;
using base::Result;
using base::Status;

namespace {

Result<int> half(int number) {
    if (number % 2 != 0) return Error{Errc::Invalid, "halve: odd"};
    return number / 2;
}

}  // namespace

TEST_CASE("base/result: holds a value") {
    const Result<int> result = half(4);
    REQUIRE(result.ok());
    CHECK(result.value() == 2);
}

TEST_CASE("base/result: holds an error with its code and words") {
    const Result<int> result = half(3);
    REQUIRE_FALSE(result.ok());
    CHECK(result.error().code == Errc::Invalid);
    CHECK(result.error().what == "halve: odd");
}

TEST_CASE("base/result: gives up a value that can only move") {
    Result<std::unique_ptr<std::string>> result{std::make_unique<std::string>("moved")};
    const std::unique_ptr<std::string> value = std::move(result).value();
    CHECK(*value == "moved");
}

TEST_CASE("base/result: a status is ok without a value") {
    const Status good = base::Unit{};
    const Status bad = Error{Errc::Fatal, "stop"};
    CHECK(good.ok());
    CHECK_FALSE(bad.ok());
}
