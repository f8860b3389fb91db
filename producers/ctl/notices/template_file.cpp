#include "producers/ctl/notices/template_file.h"

#include "common/config/document.h"

namespace ctl {

base::Result<std::vector<std::string>> declared_fields(const std::string& path,
                                                       const std::string& name_of_template) {
    auto loaded = config::Document::load(path);
    if (!loaded.ok()) return loaded.error();
    config::Document document = std::move(loaded).value();
    if (!document.has_section(name_of_template)) {
        return base::Error{base::Errc::Invalid,
                           "template: " + path + " knows no " + name_of_template};
    }
    return document.section(name_of_template).texts("fields", {});
}

}  // namespace ctl
