#pragma once

#include <string>

namespace fix {

// Why a session's store in this folder must not be written; empty: it has room. QuickFIX never uses
// a store again that has failed once, so nothing is written when the disk is nearly full. No
// QuickFIX in here, the same in C++14 and C++20.
std::string store_problem(const std::string& folder);

}  // namespace fix
