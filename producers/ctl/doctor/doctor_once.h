#pragma once

#include <string>

#include "producers/ctl/doctor/doctor_finding.h"

namespace ctl {

// Who starts the programs here.
struct Installation {
    std::string local_stack;  // the folder of ./backstop's stack; empty: packages, under systemd
};

// Each cause told once, with what starts what has stopped: where database and broker are silent one
// finding stands for all that is, and comes first; services that wait for one of them are one line.
// It goes by the codes of the findings (check, silent, service), never by their words. Pure.
Findings told_once(Findings findings, const Installation& where);

}  // namespace ctl
