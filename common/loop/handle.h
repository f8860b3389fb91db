#pragma once

#include <uv.h>

namespace loop {

// A libuv struct: it lives on the heap and is freed in its close callback, because libuv touches it
// until then. The owner only detaches. The owner calls uv_*_init in its own constructor. Loop
// thread only.
template <class Uv>
class Handle {
  public:
    explicit Handle(void* owner) : handle_{new Uv{}} { handle_->data = owner; }
    ~Handle() {
        handle_->data = nullptr;  // late callbacks become no-ops
        uv_close(generic(), [](uv_handle_t* closed) { delete reinterpret_cast<Uv*>(closed); });
    }
    Handle(const Handle&) = delete;  // not movable either: `data` points at the owner
    Handle& operator=(const Handle&) = delete;

    Uv* get() { return handle_; }
    const Uv* get() const { return handle_; }
    uv_handle_t* generic() { return reinterpret_cast<uv_handle_t*>(handle_); }

  private:
    Uv* handle_;
};

}  // namespace loop
