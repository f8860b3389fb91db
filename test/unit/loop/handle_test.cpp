#include "common/loop/handle.h"

#include <doctest/doctest.h>

#include <memory>

#include "common/loop/loop.h"

using loop::Handle;
using loop::Loop;

TEST_CASE("loop/handle: the struct outlives its owner until libuv has closed it") {
    Loop loop;
    int owner = 0;
    auto handle = std::make_unique<Handle<uv_timer_t>>(&owner);
    REQUIRE(uv_timer_init(loop.get(), handle->get()) == 0);
    uv_timer_t* raw = handle->get();
    CHECK(raw->data == &owner);
    handle.reset();
    CHECK(raw->data == nullptr);  // still there: freed in the close callback, which needs a turn
    CHECK(uv_is_closing(reinterpret_cast<uv_handle_t*>(raw)) != 0);
}

TEST_CASE("loop/loop: ends its handles' last turns by itself") {
    Loop loop;
    for (int i = 0; i < 100; ++i) {
        Handle<uv_timer_t> handle{nullptr};
        REQUIRE(uv_timer_init(loop.get(), handle.get()) == 0);
    }
}
