#pragma once

#include <string>
#include <utility>
#include <variant>

#include "common/base/must.h"

namespace base {

// What the caller can do about a failure, not where it came from.
enum class Errc {
    Retryable,  // keep the work, back off, try again in order
    Duplicate,  // already done: count it, treat it as success
    Invalid,    // will never work: park it with the reason, go on
    Fatal,      // stop
};

struct Error {
    Errc code = Errc::Fatal;
    std::string what;  // action, object, native code: "insert trades: 1213 deadlock"
};

inline Error invalid(std::string what) { return {Errc::Invalid, std::move(what)}; }

struct Unit {};

// A value or an Error. Asking for the one that is not there is a bug.
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value)
        : held_{std::move(value)} {
    }  // NOLINT(google-explicit-constructor): reads as a return value
    Result(Error error) : held_{std::move(error)} {}  // NOLINT(google-explicit-constructor)

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    [[nodiscard]] const T& value() const& { return *checked<T>(); }
    [[nodiscard]] T&& value() && { return std::move(*checked<T>()); }
    [[nodiscard]] const Error& error() const { return *checked<Error>(); }

  private:
    template <class U>
    [[nodiscard]] const U* checked() const {
        const U* held = std::get_if<U>(&held_);
        if (held == nullptr) {
            must(false);
            __builtin_unreachable();  // tells the compiler, which would warn of a null pointer
        }
        return held;
    }
    template <class U>
    [[nodiscard]] U* checked() {
        U* held = std::get_if<U>(&held_);
        if (held == nullptr) {
            must(false);
            __builtin_unreachable();  // tells the compiler, which would warn of a null pointer
        }
        return held;
    }

    std::variant<T, Error> held_;
};

using Status = Result<Unit>;

}  // namespace base
