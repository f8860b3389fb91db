#include "common/reports/products.h"

#include <utility>

#include "common/csv/table.h"
#include "common/events/characters.h"
#include "common/events/event.h"

namespace reports {

using base::Errc;
using base::Error;
using base::Result;

namespace {

// Whether the file's first row names its columns, and where they are then.
bool is_head(const csv::Row& row, Products::Places& places) {
    bool account = false, product = false;
    Products::Places found{0, 0, row.cells.size()};
    for (size_t i = 0; i < row.cells.size(); ++i) {
        if (csv::same_name(row.cells[i], "account")) account = true, found.account = i;
        if (csv::same_name(row.cells[i], "product")) product = true, found.product = i;
    }
    if (account && product) places = found;
    return account && product;
}

}  // namespace

Result<Products> Products::load(const std::string& path, events::Product fallback) {
    const auto text = csv::load_text(path);
    if (!text.ok()) return Error{Errc::Invalid, text.error().what};
    auto parsed = parse(text.value(), fallback);
    if (!parsed.ok()) return Error{Errc::Invalid, path + " " + parsed.error().what};
    return parsed;
}

Result<Products> Products::parse(std::string_view text, events::Product fallback) {
    auto rows = csv::read_rows(text);
    if (!rows.ok()) return rows.error();
    Products products{fallback};
    Places places;
    bool first = true;
    for (const csv::Row& row : rows.value()) {
        const bool head = std::exchange(first, false) && is_head(row, places);
        if (head) continue;
        if (const std::string why = products.take(row, places); !why.empty()) {
            return Error{Errc::Invalid, "line " + std::to_string(row.line) + ": " + why};
        }
    }
    return products;
}

std::string Products::take(const csv::Row& row, const Places& places) {
    if (row.cells.size() != places.width) {
        return std::to_string(row.cells.size()) + " fields, not " + std::to_string(places.width);
    }
    const std::string& account = row.cells[places.account];
    const auto product = events::by_name<events::Product>(row.cells[places.product]);
    const bool good = !account.empty() && account.size() <= events::kAccountMax &&
                      events::all_of_class(account, events::kAccountChar);
    if (!good) return "account: not 1 to 16 of A-Z and 0-9";
    if (!product) return "product: neither CNC, MIS, NRML nor MTF";
    const auto [place, fresh] = by_account_.try_emplace(account, *product);
    if (!fresh && place->second != *product) return "account: given twice, with another product";
    return {};
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

}  // namespace reports
