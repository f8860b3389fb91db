#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/result.h"
#include "common/events/names.h"

namespace feed {

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
    // A CSV file `account,product`, with or without that line as its head. Invalid names the line.
    static base::Result<Products> load(const std::string& path, events::Product fallback);
    static base::Result<Products> parse(std::string_view text, events::Product fallback);

    [[nodiscard]] ProductChoice choose(std::string_view named, const std::string& account) const;

  private:
    events::Product fallback_;
    std::unordered_map<std::string, events::Product> by_account_;
};

}  // namespace feed
