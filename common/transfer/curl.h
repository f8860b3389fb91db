#pragma once

#include <curl/curl.h>

#include <memory>

// What the clients of this room share of libcurl.
namespace transfer {

inline constexpr long kConnectMs = 5'000;

// Once for the process, before any thread uses libcurl.
inline const CURLcode kStarted = curl_global_init(CURL_GLOBAL_DEFAULT);

struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

}  // namespace transfer
