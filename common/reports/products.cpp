#include "common/reports/products.h"

#include "common/csv/table.h"
#include "common/events/characters.h"
#include "common/events/event.h"

namespace reports {

using base::Errc;
using base::Error;
using base::Result;

Result<Products> Products::load(const std::string& path, events::Product fallback) {
    const auto text = csv::load_text(path);
    if (!text.ok()) return Error{Errc::Invalid, text.error().what};
    auto parsed = parse(text.value(), fallback);
    if (!parsed.ok()) return Error{Errc::Invalid, path + " " + parsed.error().what};
    return parsed;
}

Result<Products> Products::parse(std::string_view text, events::Product fallback) {
    const auto read = csv::parse_list(text, "", {"account", "product"});
    if (!read.ok()) return read.error();
    const csv::Table& table = read.value();
    const size_t account = *table.column("account");
    const size_t product = *table.column("product");
    Products products{fallback};
    for (size_t i = 0; i < table.rows.size(); ++i) {
        const std::vector<std::string>& cells = table.rows[i].cells;
        if (const std::string why = products.take(cells[account], cells[product]); !why.empty()) {
            return table.error(i, why);
        }
    }
    return products;
}

std::string Products::take(const std::string& account, const std::string& product_name) {
    const auto product = events::by_name<events::Product>(product_name);
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
