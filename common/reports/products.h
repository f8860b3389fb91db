#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/result.h"
#include "common/events/names.h"

namespace reports {

// By whose word an order has its product.
enum class ProductFrom { Order, Customer, Default };

struct ProductChoice {
    events::Product product{};
    ProductFrom from{};
    bool unknown_text = false;  // the order named one that is none of ours
};

// The product of an order: an exchange knows none, and echoes at best what the broker wrote into
// a reference. Pure, once loaded.
class Products {
  public:
    explicit Products(events::Product fallback) : fallback_{fallback} {}
    // A CSV file of two columns, account and product, or with a head that names these two among its
    // columns. Invalid names the line: a product that is none of ours, an account that is none, or
    // that has another product further up.
    static base::Result<Products> load(const std::string& path, events::Product fallback);
    static base::Result<Products> parse(std::string_view text, events::Product fallback);

    [[nodiscard]] ProductChoice choose(std::string_view named, const std::string& account) const;

  private:
    std::string take(const std::string& account, const std::string& product_name);

    events::Product fallback_;
    std::unordered_map<std::string, events::Product> by_account_;
};

}  // namespace reports
