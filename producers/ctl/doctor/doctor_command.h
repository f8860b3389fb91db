#pragma once

#include <string>

namespace ctl {

struct DoctorOptions {
    std::string config;
    std::string folder;  // empty: migrations_folder.h
    bool json = false;
};
// Looks at everything that must hold around the programs and changes nothing. kDone where nothing
// is bad, warnings or not.
int doctor(const DoctorOptions& options);

}  // namespace ctl
