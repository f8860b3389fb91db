#include "common/reports/products.h"

#include <doctest/doctest.h>

#include "test/unit/db/temporary_folder.h"

using events::Product;
using reports::ProductFrom;
using reports::Products;

TEST_CASE("reports/products: the order's own word, else the customer's, else the default") {
    const Products products =
        Products::parse("account,product\nAB1,CNC\r\nAB2,MTF", Product::Nrml).value();
    CHECK(products.choose("MIS", "AB1").product == Product::Mis);
    CHECK(products.choose("MIS", "AB1").from == ProductFrom::Order);
    CHECK(products.choose("", "AB1").product == Product::Cnc);
    CHECK(products.choose("", "AB2").product == Product::Mtf);
    CHECK(products.choose("", "AB2").from == ProductFrom::Customer);
    CHECK(products.choose("", "AB3").product == Product::Nrml);
    CHECK(products.choose("", "AB3").from == ProductFrom::Default);
}

TEST_CASE("reports/products: a text that is no product is told and does not count") {
    const Products products = Products::parse("AB1,CNC\n", Product::Nrml).value();
    CHECK(products.choose("BO", "AB1").product == Product::Cnc);
    CHECK(products.choose("BO", "AB1").unknown_text);
    CHECK(products.choose("mis", "AB2").product == Product::Nrml);
    CHECK_FALSE(products.choose("", "AB2").unknown_text);
}

TEST_CASE("reports/products: as a spreadsheet writes it, with a head or without") {
    for (const char* text : {"\xEF\xBB\xBF"
                             "AA1,CNC",
                             "\xEF\xBB\xBF"
                             "account,product\r\nAA1,CNC\r\n",
                             "\"AA1\",\"CNC\"\n", " AA1 , CNC \n\n",
                             "Product,Name,Account\nCNC,Asha,AA1\n", "AA1,CNC\nAA1,CNC\n"}) {
        CAPTURE(text);
        const auto products = Products::parse(text, Product::Nrml);
        REQUIRE(products.ok());
        CHECK(products.value().choose("", "AA1").product == Product::Cnc);
        CHECK(products.value().choose("", "AA1").from == ProductFrom::Customer);
    }
}

TEST_CASE("reports/products: a bad line is named, a missing file too") {
    for (const char* text :
         {"AB1,CNC\nAB2", "AB1,CNC\nAB2,cnc", "AB1,CNC\n,CNC", "AB1,CNC\nAB2;MIS",
          "AB1,CNC\nAB1,MIS", "AB1,CNC\nab2,MIS", "AB1,CNC\nAB2,MIS,x", "AB1,CNC\nAB2\xC2\xA0,MIS",
          "AB1,CNC\n\"AB2,MIS", "AB1,CNC\nAB2,M\rIS"}) {
        CAPTURE(text);
        const auto products = Products::parse(text, Product::Nrml);
        REQUIRE_FALSE(products.ok());
        CHECK(products.error().what.starts_with("line 2: "));
    }
    const TemporaryFolder folder;
    const auto missing = Products::load(folder.path("none.csv"), Product::Nrml);
    REQUIRE_FALSE(missing.ok());
    CHECK(missing.error().what.find("none.csv") != std::string::npos);
}

TEST_CASE("reports/products: a column that is there twice is refused") {
    for (const char* text :
         {"account,product,product\nAB1,CNC,MIS\n", "Account,account,product\nAB1,AB2,CNC\n"}) {
        const auto products = Products::parse(text, Product::Nrml);
        REQUIRE_FALSE(products.ok());
        CHECK(products.error().what.ends_with("is there twice"));
    }
}
