#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"

namespace ctl {

// The fields that a template declares in templates.toml: `[name]` with `fields = ["title", …]`.
// Invalid: the file cannot be read, or knows no template of this name.
base::Result<std::vector<std::string>> declared_fields(const std::string& path,
                                                       const std::string& name_of_template);

}  // namespace ctl
