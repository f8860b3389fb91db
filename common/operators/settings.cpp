#include "common/operators/settings.h"

namespace operators {

Settings settings_of(config::Section& section) {
    Settings settings;
    settings.two_persons = section.flag("two_persons", settings.two_persons);
    settings.evidence_years = section.integer("evidence_years", settings.evidence_years, 1, 100);
    return settings;
}

}  // namespace operators
