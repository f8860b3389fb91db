#include "common/http/outlet.h"

namespace http {

bool Outlet::write(std::string_view bytes) {
    if (closed_ || finished_) return false;
    closed_ = waiting_.size() + bytes.size() > bytes_max_;
    if (closed_) {
        waiting_ = {};
        wake();
        return false;
    }
    waiting_ += bytes;
    wake();
    return !closed_;
}

void Outlet::finish() {
    finished_ = true;
    wake();
}

}  // namespace http
