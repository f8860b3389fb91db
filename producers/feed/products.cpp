#include "producers/feed/products.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "common/events/event.h"

namespace feed {

using base::Errc;
using base::Error;
using base::Result;

Result<Products> Products::load(const std::string& path, events::Product fallback) {
    std::ifstream file{path, std::ios::binary};
    std::ostringstream text;
    if (!file || !(text << file.rdbuf())) {
        return Error{Errc::Invalid, "read " + path + ": " + std::strerror(errno)};
    }
    auto parsed = parse(text.str(), fallback);
    if (!parsed.ok()) return Error{Errc::Invalid, path + ": " + parsed.error().what};
    return parsed;
}

Result<Products> Products::parse(std::string_view text, events::Product fallback) {
    Products products{fallback};
    for (size_t number = 1; !text.empty(); ++number) {
        const size_t end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || (number == 1 && line == "account,product")) continue;
        const size_t comma = line.find(',');
        const std::string_view account = line.substr(0, comma);
        const auto product = comma == std::string_view::npos
                                 ? std::nullopt
                                 : events::by_name<events::Product>(line.substr(comma + 1));
        if (account.empty() || account.size() > events::kAccountMax || !product) {
            return Error{Errc::Invalid, "line " + std::to_string(number) +
                                            ": not an account, a comma and CNC, MIS, NRML or MTF"};
        }
        products.by_account_.insert_or_assign(std::string{account}, *product);
    }
    return products;
}

ProductChoice Products::choose(std::string_view named, const std::string& account) const {
    if (const auto product = events::by_name<events::Product>(named)) {
        return {*product, ProductFrom::Order, false};
    }
    const bool unknown_text = !named.empty();
    if (const auto found = by_account_.find(account); found != by_account_.end()) {
        return {found->second, ProductFrom::Customer, unknown_text};
    }
    return {fallback_, ProductFrom::Default, unknown_text};
}

}  // namespace feed
