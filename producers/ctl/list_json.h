#pragma once

#include <string>

#include "common/events/json_text.h"

namespace ctl {

// {"<name>":[{…},…]}: an object, so that it can say more one day.
template <class Items, class Fields>
std::string list_json(std::string_view name, const Items& items, const Fields& fields) {
    events::JsonText json;
    json.open_object();
    json.objects(name, items, fields);
    json.close_object();
    return json.take();
}

}  // namespace ctl
