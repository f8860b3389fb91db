#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/result.h"
#include "common/csv/rows.h"
#include "common/events/names.h"

namespace reports {

// Whose word on an order's product was taken.
enum class ProductFrom { Order, Customer, Default };

struct ProductChoice {
    events::Product product{};
    ProductFrom from{};
    bool unknown_text = false;  // the order named one that is none of ours
};

// Which product an order has: an exchange knows none, and echoes at best what the broker wrote into
// a reference. Pure, once loaded.
class Products {
  public:
    explicit Products(events::Product fallback) : fallback_{fallback} {}
    // Where a row has what.
    struct Places {
        size_t account = 0;
        size_t product = 1;
        size_t width = 2;
    };
    // A CSV file of two columns, account and product, or with a head that names these two among its
    // columns. Invalid names the line: a product that is none of ours, an account that is none, or
    // that has another product further up.
    static base::Result<Products> load(const std::string& path, events::Product fallback);
    static base::Result<Products> parse(std::string_view text, events::Product fallback);

    [[nodiscard]] ProductChoice choose(std::string_view named, const std::string& account) const;

  private:
    std::string take(const csv::Row& row, const Places& places);

    events::Product fallback_;
    std::unordered_map<std::string, events::Product> by_account_;
};

}  // namespace reports
