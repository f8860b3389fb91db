#include "common/audit/masking.h"

#include <doctest/doctest.h>

using audit::masked;

TEST_CASE("audit/masking: addresses, mobile numbers and PANs are masked wherever they stand") {
    CHECK_EQ(masked("asked by asha.rao@example.co.in."), "asked by a***@***.");
    CHECK_EQ(masked("<ravi@example.com>, twice"), "<r***@***>, twice");
    CHECK_EQ(masked("called from 9876543210"), "called from ********10");
    CHECK_EQ(masked("+919876543210/919876543211"), "********10/********11");
    CHECK_EQ(masked("PAN ABCDE1234F shown"), "PAN AB******** shown");
    CHECK_EQ(masked("pan:abcde1234f"), "pan:ab********");
    CHECK_EQ(masked("PAN-ABCDE1234F, pan.ABCDE1234F, PAN_ABCDE1234F"),
             "PAN-AB********, pan.AB********, PAN_AB********");
    CHECK_EQ(masked("GSTIN 27ABCDE1234F1Z5"), "GSTIN 27AB********1Z5");
    for (const char* mobile : {"+91-9876543210", "+91 98765 43210", "09876543210", "98765-43210",
                               "98765 43210", "987 654 3210", "91 9876543210", "00919876543210"}) {
        CHECK_EQ(masked(std::string{"call "} + mobile + " now"), "call ********10 now");
    }
}

TEST_CASE("audit/masking: what is none of these stays") {
    for (const char* text :
         {"", "margin", "order 1100000000000145 of AB1234", "4000095145", "12345 67890",
          "C9876543210", "9876543210A", "12 to 15: never sent", "ops@desk", "ABCDE12345",
          "price 101.35, at 10:12", "1785728700123456", "ग्राहक ने कहा"}) {
        CHECK_EQ(masked(text), text);
    }
}
