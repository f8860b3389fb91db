#pragma once

#include <cstdint>
#include <string>

namespace ctl {

struct OperatorOptions {
    std::string config;
    std::string name;
    bool may_read_audit = false;
    std::string email;
    std::string mobile;
    std::string by;
    std::string reason;
    bool break_glass = false;
    int64_t id = 0;  // of a broken glass
    bool all = false;
    bool json = false;
};
// Prints the new operator's token, once.
int add_operator(const OperatorOptions& options);
int revoke_operator(const OperatorOptions& options);
// Prints another token for who shows the old one.
int renew_operator(const OperatorOptions& options);
int list_operators(const OperatorOptions& options);
int list_broken_glass(const OperatorOptions& options);
int countersign(const OperatorOptions& options);

struct RequestOptions {
    std::string config;
    int64_t id = 0;
    std::string by;
    std::string reason;  // why it is refused
    int64_t limit = 50;
    bool all = false;
    bool json = false;
};
int list_requests(const RequestOptions& options);
int show_request(const RequestOptions& options);
int approve_request(const RequestOptions& options);
int refuse_request(const RequestOptions& options);
int withdraw_request(const RequestOptions& options);

}  // namespace ctl
