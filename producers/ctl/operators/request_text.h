#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/events/json_text.h"
#include "common/operators/approval.h"

namespace ctl {

// What is asked for, with all that another person agrees to. Pure.

// What it is called for people; "over": nobody has decided in time.
std::string state_of(const operators::Approval& one, int64_t now_us);

// The values of a JSON object, one a line behind `indent` blanks, as they are: what is within each
// other further in, the further lines of a text below its first. What is no JSON stays as it is.
std::string lines_of(std::string_view json, size_t indent);

// `rivals`: the open ones that contradict it.
std::string request_text(const operators::Approval& one,
                         const std::vector<operators::Approval>& rivals, int64_t now_us);
void write_request(events::JsonText& json, const operators::Approval& one, int64_t now_us);
// `mass_exit`: of one, as `mass-exit show` has it in JSON; empty of all others.
std::string request_json(const operators::Approval& one,
                         const std::vector<operators::Approval>& rivals,
                         const std::string& mass_exit, int64_t now_us);

}  // namespace ctl
