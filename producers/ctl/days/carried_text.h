#pragma once

#include <string>
#include <vector>

#include "common/account/view.h"
#include "common/carry/store.h"
#include "common/events/json_text.h"

namespace ctl {

// What a day begins with, as a person and as a program reads it. `left_open` and `changes` are the
// first ones alone; the counts are of all. Pure.
std::string carried_text(const carry::Carried& carried, const account::Instruments& instruments);
// What was corrected since the day was opened; empty where nothing was. Pure.
std::string corrections_text(const std::vector<carry::Opening>& corrections,
                             const account::Instruments& instruments);
void write_corrections(events::JsonText& json, const std::vector<carry::Opening>& corrections,
                       const account::Instruments& instruments);
// Fields of an object that the caller has opened.
void write_carried(events::JsonText& json, const carry::Carried& carried,
                   const account::Instruments& instruments);

}  // namespace ctl
