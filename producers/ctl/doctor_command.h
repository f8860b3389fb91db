#pragma once

#include <string>

namespace ctl {

struct DoctorOptions {
    std::string config;
    std::string folder = "schemas/sql";
    std::string version;  // our own, which the services' are compared with
    bool json = false;
};
// Looks at everything that must hold around the programs and changes nothing. kDone where nothing
// is bad, warnings or not.
int doctor(const DoctorOptions& options);

}  // namespace ctl
